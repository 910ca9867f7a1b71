using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>Rules in the expression language, as kubectl writes and meets them.</summary>
public sealed class PolicyTests(SimulatedCluster cluster)
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: ranges.rules.example.com}
        spec:
          group: rules.example.com
          scope: Namespaced
          names: {plural: ranges, singular: range, kind: Range}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-validations:
                    - {rule: self.min <= self.max, message: min must not be above max}
                    - {rule: self.max >= oldSelf.max, message: max may only grow}
                    properties:
                      min: {type: integer}
                      max: {type: integer}
        """;

    private const string Policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: few-replicas}
        spec:
          matchConstraints:
            resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
            - {apiGroups: [apps], apiVersions: [v1], operations: [UPDATE], resources: [deployments/scale]}
          matchConditions:
          - {name: only-this-test, expression: "request.name == 'policed'"}
          validations:
          - expression: object.spec.replicas <= 5
            messageExpression: "'at most 5 replicas, not ' + string(object.spec.replicas)"
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: few-replicas}
        spec: {policyName: few-replicas, validationActions: [Deny]}
        """;

    private const string Mutation = """
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicy
        metadata: {name: changed}
        spec:
          matchConstraints:
            resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
          matchConditions:
          - {name: only-this-test, expression: "request.name == 'changed'"}
          reinvocationPolicy: IfNeeded
          mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: "Object{metadata: Object.metadata{labels: {'team': namespaceObject.metadata.name}}}"
          - patchType: JSONPatch
            jsonPatch:
              expression: "object.spec.replicas > 1 ? [JSONPatch{op: 'replace', path: '/spec/replicas', value: 1}] : []"
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: changed}
        spec: {policyName: changed}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_meets_the_rules_of_a_kind()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("apply -f -", Token, Definition);
        await kubectl.MustAsync("wait --for condition=established --timeout=30s crd/ranges.rules.example.com", Token);

        (await kubectl.RunAsync("apply -f -", Token, Range(5, 2))).MustFail().Should().Contain("spec: Invalid value: \"object\": min must not be above max");
        await kubectl.MustAsync("apply -f -", Token, Range(1, 5));
        (await kubectl.RunAsync("apply -f -", Token, Range(1, 4))).MustFail().Should().Contain("max may only grow");
        await kubectl.MustAsync("apply -f -", Token, Range(1, 6));
        (await kubectl.RunAsync("apply -f -", Token, Definition.Replace("self.min <=", "self.mni <=", StringComparison.Ordinal))).MustFail()
            .Should().Contain("undefined field 'mni'");

        await kubectl.MustAsync("delete crd ranges.rules.example.com --timeout=30s", Token);
    }

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_meets_an_admission_policy()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("apply -f -", Token, Policy);

        (await kubectl.RunAsync("create deployment policed --image=nginx --replicas=9", Token)).MustFail().Should().Contain(
            "deployments.apps \"policed\" is forbidden: ValidatingAdmissionPolicy 'few-replicas' with binding 'few-replicas' denied request: at most 5 replicas, not 9");
        await kubectl.MustAsync("create deployment policed --image=nginx --replicas=1", Token);
        (await kubectl.RunAsync("scale deployment policed --replicas=8", Token)).MustFail().Should().Contain("at most 5 replicas, not 8");
        (await kubectl.MustAsync("get validatingadmissionpolicies", Token)).Should().Contain("few-replicas");
        (await kubectl.RunAsync(["get", "validatingadmissionpolicy", "few-replicas", "-o", "jsonpath={.status.observedGeneration}"], Token)).Must().Should().Be("1");

        await kubectl.MustAsync("delete deployment policed", Token);
        await kubectl.MustAsync("delete validatingadmissionpolicy,validatingadmissionpolicybinding few-replicas", Token);
    }

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_meets_a_mutating_policy()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("apply -f -", Token, Mutation);

        await kubectl.MustAsync("create deployment changed --image=nginx --replicas=3", Token);
        (await kubectl.RunAsync(["get", "deployment", "changed", "-o", "jsonpath={.metadata.labels.team} {.spec.replicas}"], Token)).Must().Should().Be("default 1");
        (await kubectl.RunAsync("apply -f -", Token, Mutation.Replace("value: 1}", "value: nope}", StringComparison.Ordinal))).MustFail()
            .Should().Contain("undeclared reference to 'nope'");
        (await kubectl.MustAsync("get mutatingadmissionpolicies", Token)).Should().MatchRegex(@"NAME\s+MUTATIONS\s+PARAMKIND\s+AGE\nchanged\s+2\s+<unset>");
        (await kubectl.MustAsync("explain mutatingadmissionpolicy.spec.mutations --api-version admissionregistration.k8s.io/v1beta1", Token))
            .Should().Contain("patchType").And.Contain("ApplyConfiguration");

        await kubectl.MustAsync("delete deployment changed", Token);
        await kubectl.MustAsync("delete mutatingadmissionpolicy,mutatingadmissionpolicybinding changed", Token);
    }

    private static string Range(int min, int max) =>
        $"apiVersion: rules.example.com/v1\nkind: Range\nmetadata: {{name: one, namespace: default}}\nspec: {{min: {min}, max: {max}}}\n";
}
