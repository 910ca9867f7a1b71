using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Decoding;

public sealed class ObjectDecoderTests
{
    [Fact]
    public void Fields_come_out_in_schema_order_and_map_keys_sorted()
    {
        var result = Decode("apps.v1.Deployment", """
            {"spec":{"replicas":2,"selector":{"matchLabels":{"b":"2","a":"1"}}},"metadata":{"name":"x"},"apiVersion":"apps/v1","kind":"Deployment"}
            """);

        result.Object.ToJsonString().Should().Be(
            """{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"x"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"1","b":"2"}},"strategy":{}},"status":{}}""");
        result.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Unknown_and_duplicate_fields_are_named_with_their_path()
    {
        var result = Decode("core.v1.Pod", """
            {"spec":{"foo":1,"nodeName":"a","nodeName":"b","containers":[{"name":"c","imagex":{"deep":[1]}}]},"metadata":{"labels":{"a":"1","a":"2"}}}
            """);

        result.Warnings.Should().Equal(
            "unknown field \"spec.foo\"",
            "duplicate field \"spec.nodeName\"",
            "unknown field \"spec.containers[0].imagex\"",
            "duplicate field \"metadata.labels.a\"");
        result.StrictError.Should().StartWith("strict decoding error: unknown field \"spec.foo\", duplicate");
        result.Object["spec"]!["nodeName"]!.GetValue<string>().Should().Be("b");
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":"3"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":3000000000}}""", "json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"paused":"yes"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"image":5}]}}}}""", "json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":{}}}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("""{"metadata":{"labels":["a"]}}""", "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string")]
    [InlineData("""{"metadata":{"labels":{"version":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"metadata":"x"}""", "json: cannot unmarshal string into Go struct field Deployment.metadata of type v1.ObjectMeta")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"1z"}}}]}}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type v1.Deployment")]
    public void A_wrong_type_is_refused_in_the_words_that_users_know(string json, string message)
    {
        var act = () => Decode("apps.v1.Deployment", json);

        act.Should().Throw<DecodeException>().WithMessage(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"metadata\":{\"name\":\"\\ud800\"}}")]
    [InlineData("{\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:spec\":\"\\ud800\"}}]}}")]
    [InlineData("{\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:\\ud800\":{}}}]}}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"spec\":{\"nodeName\":\"a\",}}")]
    public void Broken_json_is_refused(string json)
    {
        var act = () => Decode("core.v1.Pod", json);

        act.Should().Throw<DecodeException>().WithMessage("json parse error: *");
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_hurts()
    {
        var json = string.Concat(Enumerable.Repeat("{\"x\":", 100_000)) + "1" + new string('}', 100_000);

        var act = () => Decode("core.v1.Pod", json);

        act.Should().Throw<DecodeException>();
    }

    [Fact]
    public void Null_means_absent_and_empty_things_are_dropped()
    {
        var result = Decode("core.v1.Pod", """
            {"metadata":{"creationTimestamp":null,"labels":{},"finalizers":[],"name":"a","generateName":""},
             "spec":{"nodeSelector":null,"hostNetwork":false,"terminationGracePeriodSeconds":0,"securityContext":{},"volumes":[{"name":"v","emptyDir":{}}]}}
            """);

        result.Object.ToJsonString().Should().Be(
            """{"metadata":{"name":"a"},"spec":{"volumes":[{"name":"v","emptyDir":{}}],"terminationGracePeriodSeconds":0,"securityContext":{}},"status":{}}""");
    }

    [Fact]
    public void Field_names_differ_by_case()
    {
        Decode("core.v1.Pod", """{"Spec":{}}""").Warnings.Should().Equal("unknown field \"Spec\"");
    }

    [Fact]
    public void Quantities_times_and_durations_become_canonical()
    {
        var container = Decode("core.v1.Container", """{"name":"a","resources":{"limits":{"memory":"1024Mi","cpu":"1000m","x":2}}}""");
        var meta = Decode("core.v1.Pod", """{"metadata":{"creationTimestamp":"2024-05-01T12:00:00.75+02:00"}}""");
        var lease = Decode("coordination.v1.Lease", """{"spec":{"renewTime":"2024-05-01T10:00:00Z"}}""");

        container.Object["resources"]!["limits"]!.ToJsonString().Should().Be("""{"cpu":"1","memory":"1Gi","x":"2"}""");
        meta.Object["metadata"]!["creationTimestamp"]!.GetValue<string>().Should().Be("2024-05-01T10:00:00Z");
        lease.Object["spec"]!["renewTime"]!.GetValue<string>().Should().Be("2024-05-01T10:00:00.000000Z");
    }

    [Fact]
    public void Raw_values_are_kept_as_they_are()
    {
        var result = Decode("apps.v1.ControllerRevision", """{"data":{"z":null,"a":[1,{"b":2.50}]},"revision":1}""");

        Text(CanonicalJson.ToBytes(result.Object, ApiCatalog.BuiltIn.Type("io.k8s.api.apps.v1.ControllerRevision")))
            .Should().Be("""{"data":{"z":null,"a":[1,{"b":2.50}]},"revision":1}""");
    }

    [Fact]
    public void An_object_that_upstream_always_writes_is_written()
    {
        var type = ApiCatalog.BuiltIn.Type("io.k8s.api.apps.v1.DaemonSet");
        var result = Decode("apps.v1.DaemonSet", """{"kind":"DaemonSet","apiVersion":"apps/v1","metadata":{"name":"<x&é>"}}""");

        Text(CanonicalJson.ToBytes(result.Object, type)).Should().Be(
            """{"kind":"DaemonSet","apiVersion":"apps/v1","metadata":{"name":"<x&é>"},"spec":{"updateStrategy":{}},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}}""");
    }

    private static DecodeResult Decode(string type, string json) =>
        ObjectDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(json), ApiCatalog.BuiltIn.Type($"io.k8s.api.{type}"), DecodeOptions.Default);

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
