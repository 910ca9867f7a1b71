using MiniKube.ApiServer.Tests.Support;
using static MiniKube.ApiServer.Tests.Admission.Policies.MutatingPolicies;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>MutatingAdmissionPolicies change what is written.</summary>
public sealed class MutatingPolicyTests : IAsyncLifetime
{
    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("Object{data: {'b': 'y'}}", """{"a":"x","b":"y"}""")]
    [InlineData("Object{data: {'a': object.data.a + '!'}}", """{"a":"x!"}""")]
    [InlineData("Object{?data: optional.none()}", """{"a":"x"}""")]
    [InlineData("Object{data: {'who': request.userInfo.username, 'ns': namespaceObject.metadata.name}}", """{"a":"x","ns":"default","who":"tester"}""")]
    [InlineData("Object{data: {'v': string(variables.twice)}}", """{"a":"x","v":"2"}""")]
    [InlineData("Object{data: {'may': string(authorizer.group('').resource('secrets').check('get').allowed())}}", """{"a":"x","may":"true"}""")]
    public async Task A_configuration_is_laid_over_the_object(string expression, string data)
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf(expression), ",\"variables\":[{\"name\":\"twice\",\"expression\":\"object.data.size() * 2\"}]");

        var made = await _cluster.MakeAsync();

        made.Code.Should().Be(201, made.Text);
        made.Json["data"]!.ToJsonString().Should().Be(data);
    }

    [Theory]
    [InlineData("[JSONPatch{op: 'add', path: '/data/b', value: 'y'}]", """{"a":"x","b":"y"}""")]
    [InlineData("[JSONPatch{op: 'replace', path: '/data/a', value: 'y'}, JSONPatch{op: 'copy', from: '/data/a', path: '/data/c'}]", """{"a":"y","c":"y"}""")]
    [InlineData("[JSONPatch{op: 'move', from: '/data/a', path: '/data/b'}]", """{"b":"x"}""")]
    [InlineData("[JSONPatch{op: 'test', path: '/data/a', value: 'other'}, JSONPatch{op: 'remove', path: '/data/a'}]", """{"a":"x"}""")]
    [InlineData("[JSONPatch{op: 'add', path: '/data', value: Object.data{k: 'v'}}]", """{"k":"v"}""")]
    [InlineData("object.data.a == 'x' ? [] : [JSONPatch{op: 'remove', path: '/data'}]", """{"a":"x"}""")]
    [InlineData("[JSONPatch{op: 'add', path: '/data/b', value: string(has(JSONPatch{}.value)) + string(JSONPatch{op: 'x'} == JSONPatch{op: 'x'})}]", """{"a":"x","b":"falsetrue"}""")]
    public async Task A_patch_is_applied_as_a_whole(string expression, string data)
    {
        await _cluster.PutMutatingPolicyAsync("p", PatchOf(expression));

        var made = await _cluster.MakeAsync();

        made.Code.Should().Be(201, made.Text);
        made.Json["data"]!.ToJsonString().Should().Be(data);
    }

    [Fact]
    public async Task Keys_of_paths_are_escaped_by_a_function()
    {
        await _cluster.PutMutatingPolicyAsync(
            "p", PatchOf("[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('example.com/by'), value: 'policy'}]"));

        (await _cluster.MakeAsync(labels: """{"a":"b"}""")).Metadata["labels"]!.ToJsonString().Should().Be("""{"a":"b","example.com/by":"policy"}""");
    }

    [Fact]
    public async Task Mutations_follow_each_other_and_policies_do_by_name()
    {
        await _cluster.PutMutatingPolicyAsync("b", ApplyOf("Object{data: {'a': object.data.a + '3'}}"));
        await _cluster.PutMutatingPolicyAsync(
            "a",
            $"{PatchOf("[JSONPatch{op: 'replace', path: '/data/a', value: variables.was + '1'}]")},{ApplyOf("Object{data: {'a': variables.was + '2'}}")}",
            ",\"variables\":[{\"name\":\"was\",\"expression\":\"object.data.a\"}]");

        (await _cluster.MakeAsync()).Json["data"]!["a"]!.GetValue<string>().Should().Be("x123");
    }

    [Fact]
    public async Task Updates_are_changed_and_deletes_are_not_looked_at()
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf("Object{data: {'was': oldObject == null ? 'new' : oldObject.data.a, 'op': request.operation}}"));
        await _cluster.MakeAsync();

        var updated = await _cluster.MergeAsync($"{ConfigMaps}/one", """{"data":{"a":"y"}}""");

        updated.Json["data"]!.ToJsonString().Should().Be("""{"a":"y","op":"UPDATE","was":"x"}""");
        (await _cluster.DeleteAsync($"{ConfigMaps}/one")).Code.Should().Be(200);
    }

    [Fact]
    public async Task What_a_policy_puts_in_gets_defaults_and_is_owned_by_nobody()
    {
        await _cluster.PutMutatingPolicyAsync(
            "p",
            ApplyOf("Object{spec: Object.spec{containers: [Object.spec.containers{name: 'side', image: 'side'}]}}"),
            rule: """{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}""");

        var pod = await _cluster.CreatePodAsync("p");

        var side = pod["spec"]!["containers"]![1]!;
        side["name"]!.GetValue<string>().Should().Be("side");
        side["imagePullPolicy"]!.GetValue<string>().Should().Be("Always");
        side["volumeMounts"]![0]!["mountPath"]!.GetValue<string>().Should().Be("/var/run/secrets/kubernetes.io/serviceaccount", "other plug-ins look once more");
    }

    [Theory]
    [InlineData("object.metadata.name == 'one'", 1)]
    [InlineData("object.metadata.name == 'two'", 0)]
    public async Task Conditions_say_what_a_policy_is_about(string condition, int labels)
    {
        await _cluster.PutMutatingPolicyAsync(
            "p", ApplyOf("Object{metadata: Object.metadata{labels: {'a': 'b'}}}"), $",\"matchConditions\":[{{\"name\":\"c\",\"expression\":{Quoted(condition)}}}]");

        ((await _cluster.MakeAsync()).Metadata["labels"]?.AsObject().Count ?? 0).Should().Be(labels);
    }

    [Theory]
    [InlineData("\"name\":\"limits\",\"namespace\":\"kube-system\",\"parameterNotFoundAction\":\"Deny\"", 201, "5")]
    [InlineData("\"selector\":{\"matchLabels\":{\"kind\":\"limits\"}},\"namespace\":\"kube-system\",\"parameterNotFoundAction\":\"Deny\"", 201, "5")]
    [InlineData("\"name\":\"nope\",\"namespace\":\"kube-system\",\"parameterNotFoundAction\":\"Allow\"", 201, null)]
    [InlineData("\"name\":\"nope\",\"namespace\":\"kube-system\",\"parameterNotFoundAction\":\"Deny\"", 403, null)]
    public async Task Parameters_are_read_as_they_are(string reference, int code, string? max)
    {
        await _cluster.CreateAsync(
            "/api/v1/namespaces/kube-system/configmaps", """{"metadata":{"name":"limits","labels":{"kind":"limits"}},"data":{"max":"5"}}""");
        await _cluster.PutMutatingPolicyAsync(
            "p",
            ApplyOf("Object{data: {'max': params.data.max}}"),
            ",\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},\"matchConditions\":[{\"name\":\"not-itself\",\"expression\":\"request.namespace == 'default'\"}]",
            $",\"paramRef\":{{{reference}}}");

        var made = await _cluster.MakeAsync();

        made.Code.Should().Be(code, made.Text);
        if (code == 201)
        {
            made.Json["data"]!["max"]?.GetValue<string>().Should().Be(max);
        }
        else
        {
            made.Message.Should().Be("policy 'p' with binding 'p' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
        }
    }

    [Theory]
    [InlineData("Object{data: {'a': object.data.nope}}", "expression 'Object{data: {'a': object.data.nope}}' resulted in error: no such key: nope")]
    [InlineData("Object{datax: {'a': 'b'}}", "error applying patch: failed to convert patch object to typed object: .datax: field not declared in schema")]
    [InlineData("Object{metadata: Object.meta{name: 'x'}}", "type mismatch: unexpected type name \"Object.meta\", expected \"Object.metadata\", which matches field name path from root Object type")]
    [InlineData(
        "Object{metadata: Object.metadata{ownerReferences: [Object.metadata.ownerReferences{uid: 'u'}]}}",
        "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .metadata.ownerReferences[0]")]
    [InlineData("Object{data: {'a': string([0,1,2,3,4,5,6,7,8,9].map(i, [0,1,2,3,4,5,6,7,8,9].map(j, [0,1,2,3,4,5,6,7,8,9].map(k, [0,1,2,3,4,5,6,7,8,9].map(l, [0,1,2,3,4,5,6,7,8,9].map(m, m))))).size())}}", "actual cost limit exceeded")]
    public async Task A_configuration_that_does_not_fit_counts_against_the_write_unless_the_policy_ignores_it(string expression, string complaint)
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf(expression));

        var refused = await _cluster.MakeAsync();

        (refused.Code, refused.Reason).Should().Be((403, "Invalid"), refused.Text);
        refused.Message.Should().StartWith("policy 'p' with binding 'p' denied request: ").And.EndWith(complaint);
        await _cluster.MergeAsync($"{PoliciesPath}/p", """{"spec":{"failurePolicy":"Ignore"}}""");
        (await _cluster.MakeAsync()).Json["data"]!.ToJsonString().Should().Be("""{"a":"x"}""");
    }

    [Theory]
    [InlineData("[JSONPatch{op: 'remove', path: '/data/nope'}]", "JSONPath: the server rejected our request due to an error in our request: remove operation does not apply: doc is missing path: /data/nope")]
    [InlineData("[JSONPatch{op: 'add', path: '/datax', value: 'y'}]", "strict decoding error: unknown field \"datax\"")]
    [InlineData("[JSONPatch{op: 'add', path: '/kind', value: 'Secret'}]", "a mutation may not change kind or apiVersion of the object")]
    [InlineData("[JSONPatch{op: 'add', path: '/metadata', value: Object.metadata{labels: Object.metadata.label{a: 'b'}}}]", "expected \"Object.metadata.labels\", which matches field name path from root Object type")]
    public async Task A_patch_that_does_not_fit_counts_against_the_write(string expression, string complaint)
    {
        await _cluster.PutMutatingPolicyAsync("p", PatchOf(expression));

        var refused = await _cluster.MakeAsync();

        (refused.Code, refused.Reason).Should().Be((403, "Invalid"), refused.Text);
        refused.Message.Should().EndWith(complaint);
    }

    [Fact]
    public async Task A_policy_about_one_version_changes_what_is_written_in_another()
    {
        await _cluster.PutMutatingPolicyAsync(
            "p",
            ApplyOf("Object{spec: Object.spec{maxReplicas: 7}}"),
            rule: """{"apiGroups":["autoscaling"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["horizontalpodautoscalers"]}""");

        var made = await _cluster.PostAsync("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
             "metrics":[{"type":"Resource","resource":{"name":"memory","target":{"type":"Utilization","averageUtilization":50}}}]}}
            """);

        made.Code.Should().Be(201, made.Text);
        made.Json["spec"]!["maxReplicas"]!.GetValue<int>().Should().Be(7);
        made.Json["spec"]!["metrics"]![0]!["resource"]!["name"]!.GetValue<string>().Should().Be("memory");
    }

    [Fact]
    public async Task What_a_subresource_takes_can_be_changed()
    {
        await _cluster.PutMutatingPolicyAsync(
            "p",
            ApplyOf("Object{spec: Object.spec{replicas: object.spec.replicas > 3 ? 3 : object.spec.replicas}}"),
            rule: """{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["UPDATE"],"resources":["deployments/scale"]}""");
        await _cluster.CreateAsync("/apis/apps/v1/namespaces/default/deployments", """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);

        var scaled = await _cluster.MergeAsync("/apis/apps/v1/namespaces/default/deployments/d/scale", """{"spec":{"replicas":9}}""");

        scaled.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(3, scaled.Text);
    }
}
