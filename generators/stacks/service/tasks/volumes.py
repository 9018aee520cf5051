"""Volumes of the task, and where containers see them."""

from __future__ import annotations

from troposphere.ecs import AuthorizationConfig, EFSVolumeConfiguration, Host, MountPoint, Volume

from generators.stacks.service.spec.containers import MountSpec
from generators.stacks.service.spec.volumes import EfsSpec, VolumeSpec


def volume(name: str, spec: VolumeSpec) -> Volume:
    """A file system of EFS, a folder of the instance, or one that lives as long as the task."""
    if spec.efs:
        return Volume(Name=name, EFSVolumeConfiguration=efs(spec.efs))
    if spec.host_path:
        return Volume(Name=name, Host=Host(SourcePath=spec.host_path))
    return Volume(Name=name)


def efs(spec: EfsSpec) -> EFSVolumeConfiguration:
    """Mounted with the rights of the task role, which EFS knows over TLS only."""
    point = {"AccessPointId": spec.access_point} if spec.access_point else {}
    root = {"RootDirectory": spec.root} if spec.root != "/" else {}
    return EFSVolumeConfiguration(
        FilesystemId=spec.file_system,
        **root,
        TransitEncryption="ENABLED",
        AuthorizationConfig=AuthorizationConfig(IAM="ENABLED", **point),
    )


def mount(spec: MountSpec, source: VolumeSpec) -> MountPoint:
    """Read only where the container may only read it, or the task role may."""
    read_only = spec.read_only or (source.efs is not None and source.efs.read_only)
    return MountPoint(
        SourceVolume=spec.volume,
        ContainerPath=spec.path,
        **({"ReadOnly": True} if read_only else {}),
    )
