using System.Text.Json.Nodes;
using MiniKube.Schema.Patching;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Patching;

public sealed class StrategicMergePatchTests
{
    private const string Pod = "io.k8s.api.core.v1.Pod";
    private const string PodSpec = "io.k8s.api.core.v1.PodSpec";
    private const string Container = "io.k8s.api.core.v1.Container";
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private const string ServiceSpec = "io.k8s.api.core.v1.ServiceSpec";
    private const string DeploymentSpec = "io.k8s.api.apps.v1.DeploymentSpec";

    [Theory]
    // Scalars, maps and structures.
    [InlineData(ObjectMeta, """{"labels":{"a":"1","b":"2"}}""", """{"labels":{"b":null,"c":"3"}}""", """{"labels":{"a":"1","c":"3"}}""")]
    [InlineData(ObjectMeta, """{"labels":{"a":"1"}}""", """{"labels":{"$patch":"replace","c":"3"}}""", """{"labels":{"c":"3"}}""")]
    [InlineData(ObjectMeta, """{"labels":{"a":"1"}}""", """{"labels":{"$patch":"delete"}}""", """{"labels":{}}""")]
    [InlineData(ObjectMeta, """{"labels":{"a":"1"}}""", """{"labels":{"$patch":"merge","c":"3"}}""", """{"labels":{"a":"1","c":"3"}}""")]
    [InlineData(ObjectMeta, "{}", """{"labels":{"a":"1","b":null}}""", """{"labels":{"a":"1"}}""")]
    // Lists merged by key; the patch's items come before the server's unless the server's order says otherwise.
    [InlineData(PodSpec, """{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}""", """{"containers":[{"name":"b","image":"z"}]}""", """{"containers":[{"name":"a","image":"x"},{"name":"b","image":"z"}]}""")]
    [InlineData(PodSpec, """{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"b","image":"z"}]}""", """{"containers":[{"name":"b","image":"z"},{"name":"a"}]}""")]
    [InlineData(PodSpec, """{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData(PodSpec, """{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"$patch":"replace"},{"name":"c"}]}""", """{"containers":[{"name":"c"}]}""")]
    [InlineData(PodSpec, """{"containers":[{"name":"a","env":[{"name":"X","value":"1"}]}]}""", """{"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]}]}""", """{"containers":[{"name":"a","env":[{"name":"Y","value":"2"},{"name":"X","value":"1"}]}]}""")]
    [InlineData(PodSpec, "{}", """{"containers":[{"name":"a","$patch":"delete"},{"name":"b"}]}""", """{"containers":[{"name":"b"}]}""")]
    // Order directives.
    [InlineData(PodSpec, """{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}""", """{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}""", """{"containers":[{"name":"b"},{"name":"c"},{"name":"a"}]}""")]
    [InlineData(PodSpec, """{"containers":[{"name":"a"},{"name":"s"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"b"},{"name":"n"},{"name":"a"}],"containers":[{"name":"n","image":"i"}]}""", """{"containers":[{"name":"s"},{"name":"b"},{"name":"n","image":"i"},{"name":"a"}]}""")]
    [InlineData(ObjectMeta, """{"finalizers":["a","b"]}""", """{"$setElementOrder/finalizers":["b","c"],"finalizers":["c"],"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["b","c"]}""")]
    // Lists of primitives.
    [InlineData(ObjectMeta, """{"finalizers":["a","b"]}""", """{"finalizers":["c","a"]}""", """{"finalizers":["c","a","b"]}""")]
    [InlineData(ObjectMeta, """{"finalizers":["a","b","c"]}""", """{"$deleteFromPrimitiveList/finalizers":["b","x"]}""", """{"finalizers":["a","c"]}""")]
    [InlineData(ObjectMeta, "{}", """{"$deleteFromPrimitiveList/finalizers":["b"]}""", "{}")]
    [InlineData(Container, """{"command":["a","b"]}""", """{"command":["c"]}""", """{"command":["c"]}""")]
    [InlineData(PodSpec, """{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    // Two ports of one number: the first takes the change.
    [InlineData(ServiceSpec, """{"ports":[{"port":53,"protocol":"UDP"},{"port":53,"protocol":"TCP"}]}""", """{"ports":[{"port":53,"name":"dns"}]}""", """{"ports":[{"port":53,"protocol":"UDP","name":"dns"},{"port":53,"protocol":"TCP"}]}""")]
    // Keys to retain.
    [InlineData(DeploymentSpec, """{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}""", """{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}""", """{"strategy":{"type":"Recreate"}}""")]
    [InlineData(PodSpec, """{"volumes":[{"name":"v","emptyDir":{}}]}""", """{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}""", """{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}""")]
    public void The_patch_is_merged_as_the_schema_says(string type, string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target)!.AsObject();
        var change = JsonNode.Parse(patch)!.AsObject();

        var merged = StrategicMergePatch.Apply(before, change, Type(type));

        merged.ToJsonString().Should().Be(expected);
        before.ToJsonString().Should().Be(target);
        change.ToJsonString().Should().Be(patch);
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"x"}]}}""", 422, "does not contain declared merge key: name")]
    [InlineData("""{"spec":{"$patch":"frob"}}""", 422, "unknown patch type")]
    [InlineData("""{"spec":{"containers":["x"]}}""", 422, "not all of one kind")]
    [InlineData("""{"spec":{"$retainKeys":"x"}}""", 400, "must be a list of names")]
    [InlineData("""{"spec":{"$retainKeys":["nodeName"],"hostname":"h"}}""", 400, "does not list")]
    [InlineData("""{"spec":{"$setElementOrder/containers":"x"}}""", 400, "must be a list")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a"},{"name":"b"}]}}""", 400, "the order of the items of containers")]
    public void A_patch_of_the_wrong_form_is_refused(string patch, int code, string why)
    {
        var target = JsonNode.Parse("""{"spec":{"containers":[{"name":"a"}]}}""")!.AsObject();

        var apply = () => StrategicMergePatch.Apply(target, JsonNode.Parse(patch)!.AsObject(), Type(Pod));

        apply.Should().Throw<PatchException>().Where(e => e.Code == code).WithMessage($"*{why}*");
    }

    private static TypeSchema Type(string name) => ApiCatalog.BuiltIn.Type(name);
}
