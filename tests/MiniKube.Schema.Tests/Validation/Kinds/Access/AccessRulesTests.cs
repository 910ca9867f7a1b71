namespace MiniKube.Schema.Tests.Validation.Kinds.Access;

public sealed class AccessRulesTests
{
    private const string Roles = "rbac.authorization.k8s.io/v1/clusterroles";
    private const string Bindings = "rbac.authorization.k8s.io/v1/clusterrolebindings";
    private const string Flows = "flowcontrol.apiserver.k8s.io/v1/flowschemas";
    private const string Flow = "metadata: {name: a}\nspec: {matchingPrecedence: 5, priorityLevelConfiguration: {name: p}, rules: [{";
    private const string Me = "subjects: [{kind: User, user: {name: me}}], ";

    [Theory]
    [InlineData(Roles, "metadata: {name: a}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: ['*'], apiGroups: [''], resources: [pods], namespaces: [x]}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/healthz]}]}]}")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: [get], apiGroups: ['*'], resources: ['*'], clusterScope: true}]}]}")]
    public void What_is_right_passes(string resource, string yaml) => KindCauses.OfNew(resource, yaml).Should().BeEmpty();

    [Theory]
    [InlineData(Roles, "metadata: {name: a}\naggregationRule: {}", "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil")]
    [InlineData(Bindings, "metadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a/b}", "roleRef.name: Invalid value: \"a/b\": may not contain '/'")]
    [InlineData(Bindings, "metadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}\nsubjects: [{kind: ServiceAccount, name: A, namespace: x}]", "subjects[0].name: Invalid value: \"A\": a lowercase RFC 1123 subdomain *")]
    [InlineData(Flows, "metadata: {name: a}\nspec: {matchingPrecedence: -1, priorityLevelConfiguration: {name: p}}", "spec.matchingPrecedence: Invalid value: -1: must be a positive value")]
    [InlineData(Flows, "metadata: {name: a}\nspec: {matchingPrecedence: 10001, priorityLevelConfiguration: {name: p}}", "spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000")]
    [InlineData(Flows, Flow + "subjects: [{kind: User, group: {name: g}}]}]}", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'")]
    [InlineData(Flows, Flow + "subjects: [{kind: User}]}]}", "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'")]
    [InlineData(Flows, Flow + "subjects: [{kind: Nobody}]}]}", "spec.rules[0].subjects[0].kind: Unsupported value: \"Nobody\": supported values: \"Group\", \"ServiceAccount\", \"User\"")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: [eat], apiGroups: ['*'], resources: ['*'], clusterScope: true}]}]}", "spec.rules[0].resourceRules[0].verbs: Unsupported value: [\"eat\"]: *")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: ['*', get], apiGroups: ['*'], resources: ['*'], clusterScope: true}]}]}", "spec.rules[0].resourceRules[0].verbs: Invalid value: [\"*\",\"get\"]: if '*' is present, must not specify other verbs")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: [get], apiGroups: ['*'], resources: ['*']}]}]}", "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace")]
    [InlineData(Flows, Flow + Me + "resourceRules: [{verbs: [get], apiGroups: ['*'], resources: ['*'], namespaces: [A]}]}]}", "spec.rules[0].resourceRules[0].namespaces[0]: Invalid value: \"A\": each member of this list must be '?' or a DNS-1123 label; *")]
    public void What_is_wrong_is_said(string resource, string yaml, string cause) => KindCauses.OfNew(resource, yaml).Should().ContainMatch(cause);
}
