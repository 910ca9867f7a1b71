namespace MiniKube.Schema.Tests.Validation.Kinds.Workloads;

public sealed class AutoscalerRulesTests
{
    private const string Resource = "autoscaling/v2/horizontalpodautoscalers";
    private const string Start = "metadata: {name: a, namespace: x}\nspec: {scaleTargetRef: {kind: Deployment, name: d}, ";

    [Theory]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}")]
    [InlineData("maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: 10}}}]}")]
    [InlineData("maxReplicas: 3, metrics: [{type: External, external: {metric: {name: m}, target: {type: Value, value: 10}}}]}")]
    [InlineData("maxReplicas: 3, metrics: [{type: Object, object: {metric: {name: m}, describedObject: {kind: Service, name: s}, target: {type: Value, value: 10}}}]}")]
    [InlineData("maxReplicas: 3, metrics: [{type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization, averageUtilization: 5}}}]}")]
    [InlineData("maxReplicas: 3, behavior: {scaleDown: {stabilizationWindowSeconds: 0, policies: [{type: Pods, value: 1, periodSeconds: 15}]}}}")]
    public void What_is_right_passes(string rest) => KindCauses.OfNew(Resource, Start + rest).Should().BeEmpty();

    [Theory]
    [InlineData("minReplicas: 0, maxReplicas: 3}", "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1")]
    [InlineData("minReplicas: 0, maxReplicas: 3}", "spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas")]
    [InlineData("minReplicas: 5, maxReplicas: 3}", "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`")]
    [InlineData("minReplicas: 1, maxReplicas: -1}", "spec.maxReplicas: Invalid value: -1: must be greater than 0")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource}]}", "spec.metrics[0].resource: Required value: must populate information for the given metric source")]
    [InlineData("maxReplicas: 3, metrics: [{type: Pods, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5}}}]}", "spec.metrics[0].pods: Required value: must populate information for the given metric source")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5}}, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: 1}}}]}", "spec.metrics[0].pods: Forbidden: must populate the given metric source only")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}}]}", "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]}", "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5, averageValue: 1}}}]}", "spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 0}}}]}", "spec.metrics[0].resource.target.averageValue: Invalid value: \"0\": must be positive")]
    [InlineData("maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Other, averageValue: 1}}}]}", "spec.metrics[0].resource.target.type: Invalid value: \"Other\": must be either Utilization, Value, or AverageValue")]
    [InlineData("maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: m}, target: {type: Value, value: 1}}}]}", "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue")]
    [InlineData("maxReplicas: 3, metrics: [{type: Object, object: {metric: {name: m}, describedObject: {kind: S, name: s}, target: {type: Value}}}]}", "spec.metrics[0].object.target.averageValue: Required value: must set either a target value or averageValue")]
    [InlineData("maxReplicas: 3, metrics: [{type: External, external: {metric: {name: m}, target: {type: Value, value: 1, averageValue: 1}}}]}", "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target")]
    [InlineData("maxReplicas: 3, metrics: [{type: External, external: {metric: {name: a/b}, target: {type: Value, value: 1}}}]}", "spec.metrics[0].external.metric.name: Invalid value: \"a/b\": may not contain '/'")]
    [InlineData("maxReplicas: 3, behavior: {scaleUp: {stabilizationWindowSeconds: 3601, policies: [{type: Pods, value: 1, periodSeconds: 1}]}}}", "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600")]
    [InlineData("maxReplicas: 3, behavior: {scaleDown: {policies: [{type: Pods, value: 0, periodSeconds: 1}]}}}", "spec.behavior.scaleDown.policies[0].value: Invalid value: 0: must be greater than zero")]
    [InlineData("maxReplicas: 3, behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}}}", "spec.behavior.scaleDown.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800")]
    public void What_is_wrong_is_said(string rest, string cause) => KindCauses.OfNew(Resource, Start + rest).Should().Contain(cause);

    [Fact]
    public void The_first_version_is_told_of_its_metric() =>
        KindCauses.OfNew("autoscaling/v1/horizontalpodautoscalers", Start + "maxReplicas: 3, targetCPUUtilizationPercentage: 0}")
            .Should().Contain("spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0");
}
