namespace MiniKube.Schema.Tests.Validation.Kinds.Batch;

public sealed class JobRulesTests
{
    private const string Resource = "batch/v1/jobs";
    private const string Meta = "metadata: {name: a, namespace: x}\n";
    private const string Never = "template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}";

    [Theory]
    [InlineData("completionMode: Indexed, completions: 5, backoffLimitPerIndex: 1, maxFailedIndexes: 5")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: '0,2-4', succeededCount: 4}]}")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: ''}]}")]
    [InlineData("managedBy: example.com/queue")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: 'True'}]}, {action: FailJob, onExitCodes: {containerName: c, operator: In, values: [1, 5]}}]}")]
    public void What_is_right_passes(string spec) => KindCauses.OfNew(Resource, Meta + "spec: {" + spec + ", " + Never).Should().BeEmpty();

    [Theory]
    [InlineData("completionMode: Indexed, parallelism: 2", "spec.completions: Required value: when completion mode is Indexed")]
    [InlineData("completionMode: Sometimes", "spec.completionMode: Unsupported value: \"Sometimes\": supported values: \"Indexed\", \"NonIndexed\"")]
    [InlineData("maxFailedIndexes: 1, completionMode: Indexed, completions: 2", "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified")]
    [InlineData("maxFailedIndexes: 3, backoffLimitPerIndex: 1, completionMode: Indexed, completions: 2", "spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions")]
    [InlineData("backoffLimitPerIndex: 1", "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode")]
    [InlineData("successPolicy: {rules: [{succeededCount: 1}]}", "spec.successPolicy: Invalid value: {\"rules\":[{\"succeededCount\":1}]}: requires indexed completion mode")]
    [InlineData("parallelism: 100001, completionMode: Indexed, completions: 2", "spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed")]
    [InlineData("backoffLimitPerIndex: 1, completionMode: Indexed, completions: 100001", "spec.maxFailedIndexes: Required value: must be specified when completions is above 100000")]
    [InlineData("backoffLimitPerIndex: 1, maxFailedIndexes: 10001, completionMode: Indexed, completions: 100001", "spec.maxFailedIndexes: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: []}", "spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{}]}", "spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: '3-1'}]}", "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"3-1\": error parsing succeededIndexes: non-increasing order, previous: 3, current: 1")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: '1,5'}]}", "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"1,5\": error parsing succeededIndexes: too large index: \"5\"")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: 1-2-3}]}", "*the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: x}]}", "*cannot convert string to integer for index: \"x\"")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededCount: 6}]}", "spec.successPolicy.rules[0].succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)")]
    [InlineData("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededCount: 3, succeededIndexes: 0-1}]}", "spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)")]
    [InlineData("managedBy: queue", "spec.managedBy: Invalid value: \"queue\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("managedBy: Example.com/queue", "spec.managedBy: Invalid value: \"Example.com\": a lowercase RFC 1123 subdomain must consist of *")]
    [InlineData("podReplacementPolicy: TerminatingOrFailed, podFailurePolicy: {rules: []}", "spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\": supported values: \"Failed\"")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore}]}", "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: A}], onExitCodes: {operator: In, values: [1]}}]}", "spec.podFailurePolicy.rules[0]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported")]
    [InlineData("podFailurePolicy: {rules: [{onPodConditions: [{type: A}]}]}", "spec.podFailurePolicy.rules[0].action: Required value: valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]")]
    [InlineData("podFailurePolicy: {rules: [{action: FailIndex, onPodConditions: [{type: A}]}]}", "spec.podFailurePolicy.rules[0].action: Invalid value: \"FailIndex\": requires the backoffLimitPerIndex to be set")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [0]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [3, 2]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,2]: must be ordered")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [3, 3]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 3")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: []}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []: at least one value is required")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {containerName: z, operator: In, values: [1]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: \"z\": must be one of the container or initContainer names in the pod template")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: 'a b'}]}]}", "spec.podFailurePolicy.rules[0].onPodConditions[0].type: Invalid value: \"a b\": name part must consist of *")]
    public void What_is_wrong_is_said(string spec, string cause) => KindCauses.OfNew(Resource, Meta + "spec: {" + spec + ", " + Never).Should().ContainMatch(cause);

    [Fact]
    public void A_policy_about_failures_needs_pods_that_are_not_restarted() =>
        KindCauses.OfNew(Resource, Meta + "spec: {podFailurePolicy: {rules: []}, " + Never.Replace("Never", "OnFailure", StringComparison.Ordinal))
            .Should().Contain("spec.template.spec.restartPolicy: Invalid value: \"OnFailure\": only \"Never\" is supported when podFailurePolicy is specified");

    [Fact]
    public void The_name_has_to_leave_room_for_the_indexes() =>
        KindCauses.OfNew(Resource, $"metadata: {{name: {new string('a', 62)}, namespace: x}}\nspec: {{completionMode: Indexed, completions: 11, {Never}")
            .Should().ContainMatch("metadata.name: Invalid value: \"a*\": will not able to create pod with invalid DNS label: a*a-10");

    [Theory]
    [InlineData("completions: 2, parallelism: 2", "completions: 4, parallelism: 4")]
    [InlineData("suspend: false", "suspend: true")]
    [InlineData("backoffLimit: 6", "backoffLimit: 7")]
    public void What_may_change_may_change(string from, string to) =>
        KindCauses.OfChange(Resource, Meta + "spec: {completionMode: Indexed, completions: 2, parallelism: 2, suspend: false, backoffLimit: 6, " + Never, from, to).Should().BeEmpty();

    [Theory]
    [InlineData("completions: 2, ", "completions: 3, ", "spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism")]
    [InlineData("managedBy: a.b/c", "managedBy: a.b/d", "spec.managedBy: Invalid value: \"a.b/d\": field is immutable")]
    [InlineData("backoffLimitPerIndex: 1", "backoffLimitPerIndex: 2", "spec.backoffLimitPerIndex: Invalid value: 2: field is immutable")]
    [InlineData("succeededCount: 1", "succeededCount: 2", "spec.successPolicy: Invalid value: {\"rules\":[{\"succeededCount\":2}]}: field is immutable")]
    [InlineData("image: i", "image: j", "spec.template: Invalid value: *: field is immutable")]
    public void What_is_fixed_stays(string from, string to, string cause) => KindCauses.OfChange(
        Resource,
        Meta + "spec: {completionMode: Indexed, completions: 2, parallelism: 2, managedBy: a.b/c, backoffLimitPerIndex: 1, successPolicy: {rules: [{succeededCount: 1}]}, " + Never,
        from,
        to).Should().ContainMatch(cause);

    [Theory]
    [InlineData("spec: {restart", "spec: {nodeSelector: {a: b}, restart", true)]
    [InlineData("spec: {restart", "spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}, restart", true)]
    [InlineData("spec: {restart", "spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchLabels: {a: b}}}]}}, restart", false)]
    [InlineData("template: {", "template: {metadata: {labels: {a: b}}, ", true)]
    public void Of_a_job_that_waits_a_queue_may_decide_where_its_pods_run(string from, string to, bool isRight) =>
        KindCauses.OfChange(Resource, Meta + "spec: {suspend: true, " + Never, from, to).Count.Should().Be(isRight ? 0 : 1);
}
