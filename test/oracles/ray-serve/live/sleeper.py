"""The application that record.py deploys: a replica that sleeps for as long as the request says."""

import asyncio
import time

from ray import serve
from ray.serve.context import _get_global_client

# From when the controller asks for a replica until it is ready: longer than this machine takes for a few at once, so
# that every start-up takes the same time.
START_UP_SECONDS = 10


@serve.deployment
class Sleeper:
    async def __init__(self) -> None:
        asked = await asyncio.to_thread(self._asked_at)
        await asyncio.sleep(max(0.0, asked + START_UP_SECONDS - time.time()))

    @staticmethod
    def _asked_at() -> float:
        replica = serve.get_replica_context().replica_id
        details = _get_global_client().get_serve_details()["applications"][replica.deployment_id.app_name]
        replicas = details["deployments"][replica.deployment_id.name]["replicas"]
        return next(each["start_time_s"] for each in replicas if each["replica_id"] == replica.unique_id)

    async def __call__(self, seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds


app = Sleeper.bind()
