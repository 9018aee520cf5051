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


def joined(**data: Any) -> dict[str, Any]:
    """The cluster with instances that join it: by this data, else by cfn-init's file."""
    changed = copy.deepcopy(CLUSTER)
    template = changed["Resources"]["Template"]
    content = {"Fn::Sub": "ECS_CLUSTER=${ECSCluster}\nECS_AWSVPC_BLOCK_IMDS=true\n"}
    files = {"/etc/ecs/ecs.config": {"content": content, "mode": "000644"}}
    if not data:
        template["Metadata"] = {"AWS::CloudFormation::Init": {"config": {"files": files}}}
        data = {"UserData": {"Fn::Base64": "#!/bin/bash\ncfn-init"}}
    template["Properties"]["LaunchTemplateData"] |= data
    return changed


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
                "ProtocolVersion": "HTTP1",
                "TargetType": "ip",
                "HealthCheckPath": "/health",
                "Matcher": {"HttpCode": "200-299"},
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


def _private() -> dict[str, Any]:
    """The network with a way out for private subnets, ways to AWS's services, and a flow log."""
    changed = copy.deepcopy(NETWORK)
    changed["Resources"] |= {
        "Address": {
            "Type": "AWS::EC2::EIP",
            "DependsOn": "Attachment",
            "Properties": {"Domain": "vpc", "Tags": [{"Key": "Name", "Value": "nat"}]},
        },
        "Nat": {
            "Type": "AWS::EC2::NatGateway",
            "DependsOn": "Attachment",
            "Properties": {
                "AllocationId": {"Fn::GetAtt": ["Address", "AllocationId"]},
                "SubnetId": {"Ref": "Subnet"},
                "Tags": [{"Key": "Name", "Value": "nat"}],
            },
        },
        "Private": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "VPC"}}},
        "ByNat": {
            "Type": "AWS::EC2::Route",
            "Properties": {
                "RouteTableId": {"Ref": "Private"},
                "DestinationCidrBlock": "0.0.0.0/0",
                "NatGatewayId": {"Fn::GetAtt": ["Nat", "NatGatewayId"]},
            },
        },
        "S3": {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": {"Ref": "VPC"},
                "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
                "RouteTableIds": [{"Ref": "Private"}],
                "PolicyDocument": {"Statement": []},
            },
        },
        "Callers": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "endpoints", "VpcId": {"Ref": "VPC"}},
        },
        "Registry": {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": {"Ref": "VPC"},
                "VpcEndpointType": "Interface",
                "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.ecr.api"},
                "PrivateDnsEnabled": "true",
                "SubnetIds": [{"Ref": "Subnet"}],
                "SecurityGroupIds": [{"Ref": "Callers"}],
                "Tags": [{"Key": "Name", "Value": "ecr"}],
            },
        },
        "Logs": {"Type": "AWS::Logs::LogGroup"},
        "Writer": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": trust("vpc-flow-logs.amazonaws.com")},
        },
        "Flow": {
            "Type": "AWS::EC2::FlowLog",
            "Properties": {
                "ResourceId": {"Ref": "VPC"},
                "ResourceType": "VPC",
                "TrafficType": "REJECT",
                "LogGroupName": {"Ref": "Logs"},
                "DeliverLogsPermissionArn": {"Fn::GetAtt": ["Writer", "Arn"]},
                "MaxAggregationInterval": "60",
                "LogFormat": "${srcaddr} ${dstaddr}",
                "Tags": [{"Key": "Name", "Value": "rejected"}],
            },
        },
    }
    changed["Outputs"] |= {
        "Address": {"Value": {"Ref": "Address"}},
        "Allocation": {"Value": {"Fn::GetAtt": ["Address", "AllocationId"]}},
        "Nat": {"Value": {"Ref": "Nat"}},
    }
    return changed


PRIVATE: dict[str, Any] = _private()


def _metric(name: str) -> dict[str, Any]:
    metric = {"Namespace": "AWS/AutoScaling", "MetricName": name}
    return {"Stat": "Average", "Period": 60, "Metric": metric}


WATCHED: dict[str, Any] = {
    "Resources": {
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "DisplayName": "alarms",
                "KmsMasterKeyId": "alias/aws/sns",
                "Subscription": [{"Protocol": "email", "Endpoint": "a@example.com"}],
            },
        },
        "MayPublish": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [{"Ref": "Topic"}],
                "PolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "cloudwatch.amazonaws.com"},
                            "Action": "sns:Publish",
                            "Resource": {"Ref": "Topic"},
                        }
                    ]
                },
            },
        },
        "Pager": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "TopicArn": {"Ref": "Topic"},
                "Protocol": "https",
                "Endpoint": "https://pager.example.com/x",
                "RawMessageDelivery": "true",
            },
        },
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmDescription": "too full",
                "Namespace": "AWS/ECS",
                "MetricName": "CPUReservation",
                "Dimensions": [{"Name": "ClusterName", "Value": "apps"}],
                "Statistic": "Maximum",
                "Period": "60",
                "EvaluationPeriods": "3",
                "DatapointsToAlarm": 2,
                "Threshold": "90",
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "breaching",
                "AlarmActions": [{"Ref": "Topic"}],
                "OKActions": [{"Ref": "Topic"}],
                "Tags": [{"Key": "for", "Value": "capacity"}],
            },
        },
        "Missing": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "Metrics": [
                    {"Id": "missing", "Expression": "wanted - there", "ReturnData": True},
                    {"Id": "wanted", "ReturnData": "false", "MetricStat": _metric("Desired")},
                    {"Id": "there", "ReturnData": "false", "MetricStat": _metric("InService")},
                ],
            },
        },
        "Either": {
            "Type": "AWS::CloudWatch::CompositeAlarm",
            "Properties": {
                "AlarmRule": {"Fn::Sub": 'ALARM("${Alarm}") OR ALARM("${Missing}")'},
                "AlarmActions": [{"Ref": "Topic"}],
            },
        },
    }
}

GUARDED: dict[str, Any] = {
    "Parameters": {
        "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>"},
        "Certificate": {"Type": "String"},
        "Another": {"Type": "String"},
    },
    "Resources": {
        "Logs": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [
                        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                    ]
                },
                "LifecycleConfiguration": {
                    "Rules": [
                        {
                            "Id": "old",
                            "Status": "Enabled",
                            "ExpirationInDays": "30",
                            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                        }
                    ]
                },
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
                "VersioningConfiguration": {"Status": "Enabled"},
                "Tags": [{"Key": "for", "Value": "logs"}],
            },
        },
        "MayWrite": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Logs"},
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {
                                "Service": "logdelivery.elasticloadbalancing.amazonaws.com"
                            },
                            "Action": "s3:PutObject",
                            "Resource": {"Fn::Sub": "${Logs.Arn}/*"},
                        }
                    ],
                },
            },
        },
        "Balancer": {
            "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "DependsOn": "MayWrite",
            "Properties": {
                "Subnets": {"Ref": "SubnetIds"},
                "LoadBalancerAttributes": [
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": {"Ref": "Logs"}},
                    {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"},
                ],
            },
        },
        "Plain": {
            "Type": "AWS::ElasticLoadBalancingV2::Listener",
            "Properties": {
                "LoadBalancerArn": {"Ref": "Balancer"},
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [
                    {
                        "Type": "redirect",
                        "RedirectConfig": {
                            "Protocol": "HTTPS",
                            "Port": "443",
                            "StatusCode": "HTTP_301",
                        },
                    }
                ],
            },
        },
        "Secure": {
            "Type": "AWS::ElasticLoadBalancingV2::Listener",
            "Properties": {
                "LoadBalancerArn": {"Ref": "Balancer"},
                "Port": 443,
                "Protocol": "HTTPS",
                "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                "Certificates": [{"CertificateArn": {"Ref": "Certificate"}}],
                "DefaultActions": [
                    {
                        "Type": "fixed-response",
                        "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"},
                    }
                ],
            },
        },
        "More": {
            "Type": "AWS::ElasticLoadBalancingV2::ListenerCertificate",
            "Properties": {
                "ListenerArn": {"Ref": "Secure"},
                "Certificates": [{"CertificateArn": {"Ref": "Another"}}],
            },
        },
        "Wall": {
            "Type": "AWS::WAFv2::WebACL",
            "Properties": {
                "Scope": "REGIONAL",
                "DefaultAction": {"Allow": {}},
                "VisibilityConfig": {
                    "CloudWatchMetricsEnabled": True,
                    "MetricName": "wall",
                    "SampledRequestsEnabled": True,
                },
            },
        },
        "Walled": {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Properties": {
                "ResourceArn": {"Ref": "Balancer"},
                "WebACLArn": {"Fn::GetAtt": ["Wall", "Arn"]},
            },
        },
    },
}
