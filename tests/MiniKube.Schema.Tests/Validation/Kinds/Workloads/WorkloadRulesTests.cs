namespace MiniKube.Schema.Tests.Validation.Kinds.Workloads;

public sealed class WorkloadRulesTests
{
    private const string Rest = "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}";

    [Theory]
    [InlineData("deployments", "strategy: {type: Recreate}")]
    [InlineData("deployments", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 25%}}")]
    [InlineData("daemonsets", "updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}")]
    [InlineData("daemonsets", "updateStrategy: {type: OnDelete}")]
    [InlineData("statefulsets", "serviceName: s, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1, maxUnavailable: 2}}")]
    [InlineData("replicasets", "replicas: 2")]
    public void What_is_right_passes(string resource, string spec) => Causes(resource, spec).Should().BeEmpty();

    [Theory]
    [InlineData("deployments", "strategy: {type: Recreate, rollingUpdate: {}}", "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'")]
    [InlineData("deployments", "strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 0%}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0")]
    [InlineData("deployments", "strategy: {rollingUpdate: {maxUnavailable: 101%}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData("deployments", "strategy: {rollingUpdate: {maxSurge: some}}", "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"some\": a valid percent string must be *")]
    [InlineData("deployments", "strategy: {type: Slow}", "spec.strategy.type: Unsupported value: \"Slow\": supported values: \"Recreate\", \"RollingUpdate\"")]
    [InlineData("daemonsets", "updateStrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0")]
    [InlineData("daemonsets", "updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}", "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero")]
    [InlineData("statefulsets", "updateStrategy: {type: OnDelete, rollingUpdate: {partition: 1}}", "spec.updateStrategy.rollingUpdate: Invalid value: {\"partition\":1}: only allowed for updateStrategy 'RollingUpdate'")]
    [InlineData("statefulsets", "updateStrategy: {rollingUpdate: {maxUnavailable: 0}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0")]
    [InlineData("statefulsets", "updateStrategy: {rollingUpdate: {partition: -1}}", "spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("statefulsets", "serviceName: a.b", "spec.serviceName: Invalid value: \"a.b\": must not contain dots")]
    [InlineData("statefulsets", "podManagementPolicy: Any", "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'")]
    public void What_is_wrong_is_said(string resource, string spec, string cause) => Causes(resource, spec).Should().ContainMatch(cause);

    [Theory]
    [InlineData("deployments", "ReplicaSet")]
    [InlineData("replicasets", "ReplicaSet")]
    [InlineData("daemonsets", "DaemonSet")]
    [InlineData("statefulsets", "StatefulSet")]
    public void Pods_that_are_replaced_have_no_deadline(string resource, string kind) =>
        KindCauses.OfNew($"apps/v1/{resource}", "metadata: {name: a, namespace: x}\nspec: {" + Rest.Replace("containers", "activeDeadlineSeconds: 5, containers", StringComparison.Ordinal))
            .Should().Contain($"spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in {kind} is not Supported");

    [Fact]
    public void The_name_of_a_stateful_set_is_one_that_hosts_can_have()
    {
        KindCauses.OfNew("apps/v1/statefulsets", "metadata: {name: a.b, namespace: x}\nspec: {" + Rest).Should().ContainMatch("metadata.name: Invalid value: \"a.b\": must not contain dots");
        KindCauses.OfChange("apps/v1/statefulsets", "metadata: {name: a.b, namespace: x}\nspec: {replicas: 1, " + Rest, "replicas: 1", "replicas: 2").Should().BeEmpty();
    }

    [Theory]
    [InlineData("data", true)]
    [InlineData("other", false)]
    public void The_containers_of_a_stateful_set_mount_its_claims(string mounted, bool isThere)
    {
        var causes = KindCauses.OfNew("apps/v1/statefulsets", """
            metadata: {name: a, namespace: x}
            spec:
              serviceName: a
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec: {containers: [{name: c, image: i, volumeMounts: [{name: MOUNTED, mountPath: /data}]}]}
              volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
            """.Replace("MOUNTED", mounted, StringComparison.Ordinal));

        causes.Should().Equal(isThere ? [] : ["spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"other\""]);
    }

    [Fact]
    public void A_claim_of_a_stateful_set_takes_the_place_of_a_volume_of_its_name() =>
        KindCauses.OfNew("apps/v1/statefulsets", """
            metadata: {name: a, namespace: x}
            spec:
              serviceName: a
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec:
                  containers: [{name: c, image: i, volumeDevices: [{name: data, devicePath: /dev/data}]}]
                  volumes: [{name: data, emptyDir: {}}]
              volumeClaimTemplates: [{metadata: {name: data}, spec: {volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
            """).Should().BeEmpty();

    [Fact]
    public void A_stateful_set_may_keep_all_its_revisions() => Causes("statefulsets", "revisionHistoryLimit: -1").Should().BeEmpty();

    [Fact]
    public void A_revision_counts_from_zero() =>
        KindCauses.OfNew("apps/v1/controllerrevisions", "metadata: {name: a, namespace: x}\nrevision: -1")
            .Should().Equal("revision: Invalid value: -1: must be greater than or equal to 0");

    private static List<string> Causes(string resource, string spec) =>
        KindCauses.OfNew($"apps/v1/{resource}", "metadata: {name: a, namespace: x}\nspec: {" + spec + ", " + Rest);
}
