"""Templates of the tests: plain data, written as a person would write it."""

from __future__ import annotations

import copy
from typing import Any

AMI = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"


def trust(service: str) -> dict[str, Any]:
    principal = {"Service": service}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


NETWORK: dict[str, Any] = {
    "Resources": {
        "VPC": {
            "Type": "AWS::EC2::VPC",
            "Properties": {
                "CidrBlock": "10.9.0.0/16",
                "EnableDnsHostnames": True,
                "EnableDnsSupport": True,
                "Tags": [{"Key": "Name", "Value": "net"}],
            },
        },
        "Gateway": {"Type": "AWS::EC2::InternetGateway"},
        "Attachment": {
            "Type": "AWS::EC2::VPCGatewayAttachment",
            "Properties": {"VpcId": {"Ref": "VPC"}, "InternetGatewayId": {"Ref": "Gateway"}},
        },
        "Subnet": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "VpcId": {"Ref": "VPC"},
                "CidrBlock": "10.9.1.0/24",
                "AvailabilityZone": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
                "MapPublicIpOnLaunch": True,
            },
        },
        "SubnetB": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "VpcId": {"Ref": "VPC"},
                "CidrBlock": "10.9.2.0/24",
                "AvailabilityZone": {"Fn::Select": [1, {"Fn::GetAZs": ""}]},
            },
        },
        "Routes": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "VPC"}}},
        "Route": {
            "Type": "AWS::EC2::Route",
            "DependsOn": "Attachment",
            "Properties": {
                "RouteTableId": {"Ref": "Routes"},
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": {"Ref": "Gateway"},
            },
        },
        "Association": {
            "Type": "AWS::EC2::SubnetRouteTableAssociation",
            "Properties": {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": "Routes"}},
        },
    },
    "Outputs": {
        name: {"Value": {"Ref": ref}}
        for name, ref in (("VpcId", "VPC"), ("SubnetId", "Subnet"), ("SubnetIdB", "SubnetB"))
    },
}

CLUSTER: dict[str, Any] = {
    "Parameters": {
        "VpcId": {"Type": "AWS::EC2::VPC::Id"},
        "SubnetId": {"Type": "AWS::EC2::Subnet::Id"},
        "KeyName": {"Type": "String", "Default": ""},
        "AMI": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": AMI},
        "InstanceType": {"Type": "String", "Default": "t3.micro"},
        "Source": {"Type": "String", "Default": ""},
    },
    "Conditions": {
        "HasKey": {"Fn::Not": [{"Fn::Equals": [{"Ref": "KeyName"}, ""]}]},
        "HasSource": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Source"}, ""]}]},
    },
    "Resources": {
        "ECSCluster": {
            "Type": "AWS::ECS::Cluster",
            "Properties": {"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]},
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": trust("ec2.amazonaws.com"),
                "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
            },
        },
        "Profile": {
            "Type": "AWS::IAM::InstanceProfile",
            "Properties": {"Roles": [{"Ref": "Role"}]},
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {
                "GroupDescription": "instances",
                "VpcId": {"Ref": "VpcId"},
                "SecurityGroupIngress": [
                    {
                        "IpProtocol": "tcp",
                        "FromPort": 32768,
                        "ToPort": 65535,
                        "CidrIp": "10.9.0.0/16",
                    }
                ],
            },
        },
        "SSH": {
            "Type": "AWS::EC2::SecurityGroupIngress",
            "Condition": "HasSource",
            "Properties": {
                "GroupId": {"Ref": "Group"},
                "IpProtocol": "tcp",
                "FromPort": 22,
                "ToPort": "22",
                "CidrIp": {"Ref": "Source"},
                "Description": "shell",
            },
        },
        "Template": {
            "Type": "AWS::EC2::LaunchTemplate",
            "Metadata": {"AWS::CloudFormation::Init": {"config": {"packages": {}}}},
            "Properties": {
                "LaunchTemplateData": {
                    "ImageId": {"Ref": "AMI"},
                    "InstanceType": {"Ref": "InstanceType"},
                    "KeyName": {"Fn::If": ["HasKey", {"Ref": "KeyName"}, {"Ref": "AWS::NoValue"}]},
                    "IamInstanceProfile": {"Arn": {"Fn::GetAtt": ["Profile", "Arn"]}},
                    "SecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                    "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": "1"},
                    "UserData": {"Fn::Base64": {"Fn::Sub": "echo ${ECSCluster}"}},
                    "BlockDeviceMappings": [
                        {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 30, "VolumeType": "gp3"}}
                    ],
                    "TagSpecifications": [
                        {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "ecs"}]}
                    ],
                },
            },
        },
        "ECSAutoScalingGroup": {
            "Type": "AWS::AutoScaling::AutoScalingGroup",
            "CreationPolicy": {"ResourceSignal": {"Count": 1, "Timeout": "PT15M"}},
            "UpdatePolicy": {"AutoScalingRollingUpdate": {"MinInstancesInService": "1"}},
            "Properties": {
                "LaunchTemplate": {
                    "LaunchTemplateId": {"Ref": "Template"},
                    "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]},
                },
                "VPCZoneIdentifier": [{"Ref": "SubnetId"}],
                "MinSize": "1",
                "MaxSize": "2",
                "NewInstancesProtectedFromScaleIn": False,
                "DefaultInstanceWarmup": 60,
                "Tags": [{"Key": "Name", "Value": "ecs", "PropagateAtLaunch": True}],
            },
        },
        "Provider": {
            "Type": "AWS::ECS::CapacityProvider",
            "Properties": {
                "AutoScalingGroupProvider": {
                    "AutoScalingGroupArn": {
                        "Fn::GetAtt": ["ECSAutoScalingGroup", "AutoScalingGroupARN"]
                    },
                    "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 100},
                    "ManagedDraining": "ENABLED",
                    "ManagedTerminationProtection": "DISABLED",
                },
            },
        },
        "Associations": {
            "Type": "AWS::ECS::ClusterCapacityProviderAssociations",
            "Properties": {
                "Cluster": {"Ref": "ECSCluster"},
                "CapacityProviders": [{"Ref": "Provider"}, "FARGATE"],
                "DefaultCapacityProviderStrategy": [
                    {"CapacityProvider": {"Ref": "Provider"}, "Weight": 1, "Base": 0}
                ],
            },
        },
    },
    "Outputs": {
        "ECSCluster": {"Value": {"Ref": "ECSCluster"}},
        "Provider": {"Value": {"Ref": "Provider"}},
    },
}

SERVICE: dict[str, Any] = {
    "Parameters": {
        "ContainerVersion": {"Type": "String", "Default": "1"},
        "ECSCluster": {"Type": "String"},
        "Provider": {"Type": "String"},
        "Count": {"Type": "Number", "Default": 1},
    },
    "Resources": {
        "TaskRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": trust("ecs-tasks.amazonaws.com")},
        },
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
        "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {"GenerateSecretString": {"PasswordLength": 20}},
        },
        "taskdefinition": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "TaskRoleArn": {"Fn::GetAtt": ["TaskRole", "Arn"]},
                "ExecutionRoleArn": {"Fn::GetAtt": ["TaskRole", "Arn"]},
                "ContainerDefinitions": [
                    {
                        "Name": "bot",
                        "Image": {"Fn::Sub": "pgarbe/tatsu-hubot:v_${ContainerVersion}"},
                        "Cpu": 10,
                        "Memory": "250",
                        "Essential": "true",
                        "Secrets": [{"Name": "TOKEN", "ValueFrom": {"Ref": "Secret"}}],
                        "HealthCheck": {"Command": ["CMD", "true"], "Interval": 30},
                        "PortMappings": [{"ContainerPort": 8080, "HostPort": 0}],
                        "LogConfiguration": {
                            "LogDriver": "awslogs",
                            "Options": {"awslogs-group": {"Ref": "Logs"}, "awslogs-region": "x"},
                        },
                        "Ulimits": [{"Name": "nofile", "SoftLimit": 1024, "HardLimit": 4096}],
                    }
                ],
                "Volumes": [
                    {
                        "Name": "brain",
                        "EFSVolumeConfiguration": {
                            "FilesystemId": "fs-0123456789abcdef0",
                            "TransitEncryption": "ENABLED",
                        },
                    }
                ],
            },
        },
        "service": {
            "Type": "AWS::ECS::Service",
            "Properties": {
                "Cluster": {"Ref": "ECSCluster"},
                "TaskDefinition": {"Ref": "taskdefinition"},
                "DesiredCount": {"Ref": "Count"},
                "CapacityProviderStrategy": [
                    {"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}
                ],
                "DeploymentConfiguration": {
                    "MaximumPercent": 100,
                    "MinimumHealthyPercent": 0,
                    "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
                    "Alarms": {"AlarmNames": ["errors"], "Enable": True, "Rollback": True},
                },
                "PlacementStrategies": [
                    {"Type": "spread", "Field": "attribute:ecs.availability-zone"},
                    {"Type": "binpack", "Field": "memory"},
                ],
                "PlacementConstraints": [{"Type": "distinctInstance"}],
                "PropagateTags": "SERVICE",
                "EnableECSManagedTags": True,
                "EnableExecuteCommand": True,
                "AvailabilityZoneRebalancing": "DISABLED",
            },
        },
    },
    "Outputs": {
        "ecsservice": {"Value": {"Ref": "service"}},
        "taskdef": {"Value": {"Ref": "taskdefinition"}},
    },
}


def with_properties(template: dict[str, Any], logical_id: str, **properties: Any) -> dict[str, Any]:
    """The same template with a resource's properties set; None takes one away."""
    changed = copy.deepcopy(template)
    found = changed["Resources"][logical_id].setdefault("Properties", {})
    for key, value in properties.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = value
    return changed


def without(template: dict[str, Any], *logical_ids: str) -> dict[str, Any]:
    """The same template without these resources."""
    changed = copy.deepcopy(template)
    for logical_id in logical_ids:
        del changed["Resources"][logical_id]
    return changed


def alone(kind: str, **properties: Any) -> dict[str, Any]:
    """A template of one resource."""
    return {"Resources": {"One": {"Type": kind, "Properties": properties}}}


BALANCED: dict[str, Any] = {
    "Parameters": {
        "VpcId": {"Type": "AWS::EC2::VPC::Id"},
        "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>"},
        "ContainerVersion": {"Type": "String", "Default": "1"},
    },
    "Resources": {
        "Cluster": {"Type": "AWS::ECS::Cluster"},
        "Fargate": {
            "Type": "AWS::ECS::ClusterCapacityProviderAssociations",
            "Properties": {
                "Cluster": {"Ref": "Cluster"},
                "CapacityProviders": ["FARGATE", "FARGATE_SPOT"],
                "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}],
            },
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "web", "VpcId": {"Ref": "VpcId"}},
        },
        "Tasks": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "tasks", "VpcId": {"Ref": "VpcId"}},
        },
        "FromBalancer": {
            "Type": "AWS::EC2::SecurityGroupIngress",
            "Properties": {
                "GroupId": {"Ref": "Tasks"},
                "IpProtocol": "tcp",
                "FromPort": 8080,
                "ToPort": 8080,
                "SourceSecurityGroupId": {"Ref": "Group"},
            },
        },
        "Balancer": {
            "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "Properties": {
                "Subnets": {"Ref": "SubnetIds"},
                "SecurityGroups": [{"Ref": "Group"}],
                "Scheme": "internal",
                "LoadBalancerAttributes": [
                    {"Key": "idle_timeout.timeout_seconds", "Value": "30"},
                ],
            },
        },
        "Targets": {
            "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
            "Properties": {
                "VpcId": {"Ref": "VpcId"},
                "Port": 8080,
                "Protocol": "HTTP",
                "ProtocolVersion": "GRPC",
                "TargetType": "ip",
                "HealthCheckPath": "/grpc.health.v1.Health/Check",
                "Matcher": {"GrpcCode": "0"},
                "TargetGroupAttributes": [
                    {"Key": "deregistration_delay.timeout_seconds", "Value": "10"},
                ],
            },
        },
        "Listener": {
            "Type": "AWS::ElasticLoadBalancingV2::Listener",
            "Properties": {
                "LoadBalancerArn": {"Ref": "Balancer"},
                "Port": "80",
                "Protocol": "HTTP",
                "DefaultActions": [
                    {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
                ],
            },
        },
        "Rule": {
            "Type": "AWS::ElasticLoadBalancingV2::ListenerRule",
            "Properties": {
                "ListenerArn": {"Ref": "Listener"},
                "Priority": 10,
                "Conditions": [
                    {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}},
                    {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}},
                ],
                "Actions": [
                    {
                        "Type": "forward",
                        "ForwardConfig": {
                            "TargetGroups": [{"TargetGroupArn": {"Ref": "Targets"}, "Weight": 1}],
                            "TargetGroupStickinessConfig": {"Enabled": False},
                        },
                    }
                ],
                "Tags": [{"Key": "for", "Value": "api"}],
            },
        },
        "Definition": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": "web",
                "RequiresCompatibilities": ["FARGATE"],
                "NetworkMode": "awsvpc",
                "Cpu": "256",
                "Memory": "512",
                "RuntimePlatform": {
                    "CpuArchitecture": "ARM64",
                    "OperatingSystemFamily": "LINUX",
                },
                "EphemeralStorage": {"SizeInGiB": "30"},
                "ContainerDefinitions": [
                    {
                        "Name": "web",
                        "Image": {"Fn::Sub": "web:${ContainerVersion}"},
                        "PortMappings": [{"ContainerPort": 8080, "Name": "http"}],
                    }
                ],
            },
        },
        "Service": {
            "Type": "AWS::ECS::Service",
            "DependsOn": ["Rule", "Fargate"],
            "Properties": {
                "Cluster": {"Ref": "Cluster"},
                "TaskDefinition": {"Ref": "Definition"},
                "HealthCheckGracePeriodSeconds": 60,
                "LoadBalancers": [
                    {
                        "ContainerName": "web",
                        "ContainerPort": 8080,
                        "TargetGroupArn": {"Ref": "Targets"},
                    }
                ],
                "NetworkConfiguration": {
                    "AwsvpcConfiguration": {
                        "Subnets": {"Ref": "SubnetIds"},
                        "SecurityGroups": [{"Ref": "Tasks"}],
                        "AssignPublicIp": "ENABLED",
                    }
                },
                "ServiceConnectConfiguration": {"Enabled": False},
            },
        },
        "Target": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties": {
                "ServiceNamespace": "ecs",
                "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": {"Fn::Sub": "service/${Cluster}/${Service.Name}"},
                "MinCapacity": 1,
                "MaxCapacity": "4",
                "ScheduledActions": [
                    {
                        "ScheduledActionName": "night",
                        "Schedule": "cron(0 20 * * ? *)",
                        "ScalableTargetAction": {"MinCapacity": 0},
                    }
                ],
            },
        },
        "Policy": {
            "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
            "Properties": {
                "PolicyName": "cpu",
                "PolicyType": "TargetTrackingScaling",
                "ScalingTargetId": {"Ref": "Target"},
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 60,
                    "ScaleInCooldown": 60,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "ECSServiceAverageCPUUtilization"
                    },
                },
            },
        },
    },
    "Outputs": {
        name: {"Value": {"Ref": name}}
        for name in ("Cluster", "Balancer", "Targets", "Listener", "Rule", "Service", "Target")
    },
}
