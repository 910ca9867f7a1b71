using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ScaleTests
{
    private const string Apps = "/apis/apps/v1/namespaces/default";
    private const string Deployments = $"{Apps}/deployments";

    [Theory]
    [InlineData("apps/v1", "ReplicaSet", """{"matchLabels":{"b":"2","a":"1"}}""", "a=1,b=2")]
    [InlineData("apps/v1", "StatefulSet", """{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"tier","operator":"In","values":["y","x"]}]}""", "a=1,tier in (x,y)")]
    [InlineData("apps/v1", "Deployment", """{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"no","operator":"DoesNotExist"},{"key":"b","operator":"Exists"}]}""", "a=1,b,!no")]
    [InlineData("v1", "ReplicationController", """{"b":"2","a":"1"}""", "a=1,b=2")]
    public async Task The_selector_of_a_scale_is_the_text_of_the_objects_selector(string version, string kind, string selector, string text)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var collection = version == "v1" ? "/api/v1/namespaces/default/replicationcontrollers" : $"{Apps}/{kind.ToLowerInvariant()}s";
        await cluster.CreateAsync(collection, $$$$"""
            {"metadata":{"name":"w"},"spec":{"replicas":3,"selector":{{{{selector}}}},
             "template":{"metadata":{"labels":{"a":"1","b":"2","tier":"x"}},"spec":{"containers":[{"name":"c","image":"i"}] } } } }
            """);

        var scale = await cluster.GetAsync($"{collection}/w/scale");

        scale.Code.Should().Be(200, scale.Text);
        scale.Json["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v1");
        scale.Json["kind"]!.GetValue<string>().Should().Be("Scale");
        scale.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(3);
        scale.Json["status"]!.ToJsonString().Should().Be(new JsonObject { ["replicas"] = 0, ["selector"] = text }.ToJsonString());
        scale.Metadata.Select(field => field.Key).Should().BeEquivalentTo("name", "namespace", "uid", "resourceVersion", "creationTimestamp");
    }

    [Fact]
    public async Task A_scale_changes_the_object_by_its_own_rules_and_owns_only_the_replicas_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("w");
        var scale = (await cluster.GetAsync($"{Deployments}/w/scale")).Json;
        scale["spec"]!["replicas"] = 7;

        var written = await cluster.PutAsync($"{Deployments}/w/scale?fieldManager=scaler", scale);

        var parent = await cluster.GetAsync($"{Deployments}/w");
        written.Code.Should().Be(200, written.Text);
        written.ResourceVersion.Should().Be(parent.ResourceVersion);
        parent.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(7);
        parent.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        var owner = parent.Metadata["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == "scaler")!;
        owner["subresource"]!.GetValue<string>().Should().Be("scale");
        owner["operation"]!.GetValue<string>().Should().Be("Update");
        owner["apiVersion"]!.GetValue<string>().Should().Be("apps/v1");
        owner["fieldsV1"]!.ToJsonString().Should().Be("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public async Task A_scale_that_cannot_be_is_refused_as_a_scale()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("w");

        var negative = await cluster.MergeAsync($"{Deployments}/w/scale", """{"spec":{"replicas":-1}}""");
        var other = await cluster.MergeAsync($"{Deployments}/w/scale", """{"metadata":{"uid":"00000000-0000-0000-0000-000000000000"},"spec":{"replicas":2}}""");
        var missing = await cluster.GetAsync($"{Deployments}/none/scale");
        var kind = await cluster.PutAsync($"{Deployments}/w/scale", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"}}""");

        (negative.Code, negative.Message).Should().Be(
            (422, "Scale.autoscaling \"w\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0"));
        negative.Json["details"]!["kind"]!.GetValue<string>().Should().Be("Scale");
        negative.Json["details"]!["group"]!.GetValue<string>().Should().Be("autoscaling");
        other.Code.Should().Be(409, other.Text);
        (missing.Code, missing.Message).Should().Be((404, "deployments.apps \"none\" not found"));
        kind.Code.Should().Be(400, kind.Text);
    }

    [Fact]
    public async Task Another_resource_has_no_scale()
    {
        await using var cluster = await ApiCluster.StartAsync();

        (await cluster.GetAsync($"{Apps}/daemonsets/d/scale")).Code.Should().Be(404);
        (await cluster.DeleteAsync($"{Deployments}/w/scale")).Code.Should().Be(405);
    }

    [Fact]
    public async Task A_dry_run_of_a_scale_changes_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("w");

        var dry = await cluster.MergeAsync($"{Deployments}/w/scale?dryRun=All", """{"spec":{"replicas":9}}""");

        dry.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(9);
        (await cluster.GetAsync($"{Deployments}/w")).Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
    }
}
