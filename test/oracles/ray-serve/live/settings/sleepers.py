"""The applications that recordSettings.py deploys. User code sleeps for as long as the request says, and answers with

    [when it began, when it ended, replica, more of the same where a request has more to tell]

as times of the machine's clock, so that the client knows how long every hop took.
"""

import asyncio
import time

from ray import serve
from starlette.requests import Request

def replica() -> str:
    return serve.get_replica_context().replica_id.unique_id


def asked(request) -> dict:
    """What a request asks for: the arguments of a handle's call, or the query of an HTTP request."""
    return dict(request.query_params) if isinstance(request, Request) else request


class StartsUp:
    async def __init__(self, start_up_seconds: float = 0.0) -> None:
        await asyncio.sleep(start_up_seconds)


@serve.deployment
class Sleeper(StartsUp):
    async def __call__(self, request) -> list:
        began = time.time()
        await asyncio.sleep(float(asked(request)["s"]))
        return [began, time.time(), replica()]


@serve.deployment
class Model(StartsUp):
    async def infer(self, seconds: float) -> list:
        began = time.time()
        await asyncio.sleep(seconds)
        return [began, time.time(), replica()]


@serve.deployment
class Ingress:
    """Works a little itself, then asks the model."""

    def __init__(self, model) -> None:
        self.model = model

    async def __call__(self, request) -> list:
        began = time.time()
        request = asked(request)
        await asyncio.sleep(float(request["own"]))
        called = time.time()
        inner = await self.model.infer.remote(float(request["s"]))
        answered = time.time()
        return [began, time.time(), replica(), called, inner[0], inner[1], inner[2], answered]


@serve.deployment
class Multiplexed:
    def __init__(self, load_seconds: float) -> None:
        self.load_seconds = load_seconds

    @serve.multiplexed(max_num_models_per_replica=2)
    async def load(self, model_id: str) -> str:
        await asyncio.sleep(self.load_seconds)
        return model_id

    async def __call__(self, request) -> list:
        began = time.time()
        await self.load(serve.get_multiplexed_model_id())
        loaded = time.time()
        await asyncio.sleep(float(asked(request)["s"]))
        return [began, time.time(), replica(), loaded]


@serve.deployment
class Batched:
    """A batch takes a time of its own and some more for each request in it."""

    def __init__(self, batch_seconds: float, request_seconds: float, max_batch_size: int, wait_seconds: float) -> None:
        self.batch_seconds, self.request_seconds = batch_seconds, request_seconds
        self.infer.set_max_batch_size(max_batch_size)
        self.infer.set_batch_wait_timeout_s(wait_seconds)

    @serve.batch(max_batch_size=4, batch_wait_timeout_s=0.1)
    async def infer(self, requests: list) -> list:
        began = time.time()
        await asyncio.sleep(self.batch_seconds + self.request_seconds * len(requests))
        return [[began, time.time(), len(requests)]] * len(requests)

    async def __call__(self, request) -> list:
        began = time.time()
        batch = await self.infer(1)
        return [began, time.time(), replica(), *batch]


def sleeper(args: dict):
    return Sleeper.bind(args.get("start_up_seconds", 0.0))


def composed(args: dict):
    return Ingress.bind(Model.bind(args.get("start_up_seconds", 0.0)))


def multiplexed(args: dict):
    return Multiplexed.bind(args["load_seconds"])


def batched(args: dict):
    return Batched.bind(**args)
