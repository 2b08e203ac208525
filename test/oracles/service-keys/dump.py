"""Writes keys.json beside this file: every key of a service config that the installed packages know.

    python dump.py ray       # with ray[serve] installed
    python dump.py anyscale  # with the anyscale client installed

Each call writes its own part and leaves the other as it is. Nothing is written by hand: the keys are read from the packages'
own models. See README.md.
"""

import dataclasses
import json
import os
import sys
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "keys.json")


def models_of(annotation, is_model):
    """The models among the types of an annotation, and whether they stand in a list."""
    if is_model(annotation):
        return [(annotation, False)]
    is_list = typing.get_origin(annotation) is list
    found = []
    for part in typing.get_args(annotation):
        found += [(model, is_list or within) for model, within in models_of(part, is_model)]
    return found


def walk(model, fields_of, is_model, prefix=""):
    """Paths of all keys below a model; `[]` follows what is a list of maps."""
    paths = []
    for name, annotation in fields_of(model):
        path = prefix + name
        paths.append(path)
        for nested, is_list in models_of(annotation, is_model):
            paths += walk(nested, fields_of, is_model, path + ("[]." if is_list else "."))
    return paths


def of_ray():
    import ray
    from pydantic import BaseModel
    from ray.serve.schema import ServeDeploySchema

    def is_model(annotation):
        return isinstance(annotation, type) and issubclass(annotation, BaseModel)

    def fields_of(model):
        return [(field.alias or name, field.annotation) for name, field in model.model_fields.items()]

    def refusing(model, prefix=""):
        """Below which keys the package refuses keys that it does not know."""
        found = []
        for name, annotation in fields_of(model):
            for nested, is_list in models_of(annotation, is_model):
                if nested.model_config.get("extra") == "forbid":
                    found.append(prefix + name)
                found += refusing(nested, prefix + name + ("[]." if is_list else "."))
        return found

    return {
        "version": ray.__version__,
        "keys": sorted(set(walk(ServeDeploySchema, fields_of, is_model))),
        "refusesUnknownKeysBelow": sorted(set(refusing(ServeDeploySchema))),
    }


def of_anyscale():
    from anyscale.client.openapi_client.models import ApplyProductionServiceV2Model
    from anyscale.client.openapi_client import models
    from anyscale.service.models import ServiceConfig
    from anyscale.version import __version__

    def is_model(annotation):
        return dataclasses.is_dataclass(annotation)

    def fields_of(model):
        hints = typing.get_type_hints(model)
        return [(field.name, hints[field.name]) for field in dataclasses.fields(model)]

    def sent(model, prefix=""):
        """What the client sends to the service's API, where the models of its files are called otherwise."""
        paths = []
        for name, key in model.attribute_map.items():
            paths.append(prefix + key)
            nested = getattr(models, model.openapi_types[name], None)
            if nested is not None and hasattr(nested, "attribute_map"):
                paths += sent(nested, prefix + key + ".")
        return paths

    return {
        "version": __version__,
        "keys": sorted(set(walk(ServiceConfig, fields_of, is_model))),
        "sent": sorted(set(sent(ApplyProductionServiceV2Model))),
    }


def main():
    package = sys.argv[1]
    content = {}
    if os.path.exists(TARGET):
        with open(TARGET, encoding="utf-8") as file:
            content = json.load(file)
    content[package] = {"ray": of_ray, "anyscale": of_anyscale}[package]()
    with open(TARGET, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(dict(sorted(content.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
