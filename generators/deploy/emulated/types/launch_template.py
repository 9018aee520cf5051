"""AWS::EC2::LaunchTemplate, each of whose versions is remembered as it was given."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import AccountRegionScopedDict

from generators.deploy.emulated import lookups, memories, registry, shapes
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, memory
from generators.deploy.emulated.wire import Params

_data = AccountRegionScopedDict()


def install() -> None:
    """Add the type, and have versions remembered."""
    registry.add("AWS::EC2::LaunchTemplate", create=_create, update=_update, delete=_delete)
    memory("ec2", "CreateLaunchTemplate")(_remember_first)
    memory("ec2", "CreateLaunchTemplateVersion")(_remember_version)
    memory("ec2", "DescribeLaunchTemplateVersions")(_show_versions)


def version_of(specification: Params) -> tuple[Params, int, Params]:
    """The launch template that a specification means, the version of it, and its data."""
    template = lookups.launch_template(specification)
    numbers = {
        "$Latest": template["LatestVersionNumber"],
        "$Default": template["DefaultVersionNumber"],
    }
    wanted = str(specification.get("Version") or "$Default")
    version = int(numbers.get(wanted, wanted))
    return template, version, _data.get((template["LaunchTemplateId"], version), {})


def _create(made: Resource) -> Made:
    params = shapes.request("ec2", "CreateLaunchTemplate", made.properties)
    found = call("ec2", "CreateLaunchTemplate", **{"LaunchTemplateName": made.name(), **params})
    return found["LaunchTemplate"]["LaunchTemplateId"], _attributes(found["LaunchTemplate"])


def _update(name: str, _: Properties, new: Properties) -> dict[str, Any]:
    """A change is a new version; which version is the default does not change."""
    params = shapes.request("ec2", "CreateLaunchTemplate", new)
    params = shapes.only("ec2", "CreateLaunchTemplateVersion", params)
    # What is tagged with a template's own tags is the template, not a version of it.
    params = {
        key: value
        for key, value in params.items()
        if key not in {"TagSpecifications", "LaunchTemplateName"}
    }
    call("ec2", "CreateLaunchTemplateVersion", LaunchTemplateId=name, **params)
    found = call("ec2", "DescribeLaunchTemplates", LaunchTemplateIds=[name])
    return _attributes(found["LaunchTemplates"][0])


def _delete(name: str, _: Properties) -> None:
    call("ec2", "DeleteLaunchTemplate", LaunchTemplateId=name)


def _attributes(template: Params) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template["LaunchTemplateId"],
        "DefaultVersionNumber": str(template["DefaultVersionNumber"]),
        "LatestVersionNumber": str(template["LatestVersionNumber"]),
    }


def _remember_first(params: Params, answer: Params) -> Params:
    _data[answer["LaunchTemplate"]["LaunchTemplateId"], 1] = params["LaunchTemplateData"]
    return answer


def _remember_version(params: Params, answer: Params) -> Params:
    version = answer["LaunchTemplateVersion"]
    given = params["LaunchTemplateData"]
    if source := params.get("SourceVersion"):
        name = version["LaunchTemplateId"]
        given = memories.merged(
            _data.get((name, int(source)), {}) if source.isdigit() else {}, given
        )
    _data[version["LaunchTemplateId"], version["VersionNumber"]] = given
    _shown(version)
    return answer


def _show_versions(_: Params, answer: Params) -> Params:
    for version in answer.get("LaunchTemplateVersions") or ():
        _shown(version)
    return answer


def _shown(version: Params) -> Params:
    given = _data.get((version["LaunchTemplateId"], version["VersionNumber"]), {})
    version["LaunchTemplateData"] = memories.merged(version.get("LaunchTemplateData") or {}, given)
    return version
