using System.Text.Json.Nodes;
using MiniKube.ApiServer.CustomResources;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

public sealed class DefinitionLifeTests
{
    [Fact]
    public void Names_that_were_just_accepted_and_the_same_names_read_back_are_one_generation_to_serve()
    {
        var planned = CronTabs.Make();
        planned["status"] = DefinitionPlanner.Status(planned, [], "2026-01-01T00:00:00Z");
        var stored = planned.DeepClone().AsObject();
        var names = stored["status"]!["acceptedNames"]!.AsObject();
        stored["status"]!["acceptedNames"] = new JsonObject(names.Reverse().Select(name => KeyValuePair.Create(name.Key, name.Value?.DeepClone())));
        var other = stored.DeepClone().AsObject();
        other["status"]!["acceptedNames"]!["shortNames"] = new JsonArray();

        InstalledDefinition.GenerationOf(stored).Should().Be(InstalledDefinition.GenerationOf(planned));
        InstalledDefinition.GenerationOf(other).Should().NotBe(InstalledDefinition.GenerationOf(planned));
    }

    [Fact]
    public async Task A_watch_that_begins_right_after_its_definition_goes_on()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var other = CronTabs.Make();
        other["metadata"]!["name"] = "others.stable.example.com";
        other["spec"]!["names"] = JsonNode.Parse("""{"plural":"others","kind":"Other"}""");

        await cluster.DefineAsync();
        using var watch = await cluster.WatchAsync(CronTabs.Objects);

        // Definitions are followed in order: when this one is served, all is done that the first one was written for.
        await cluster.DefineAsync(other);
        await cluster.CreateCronTabAsync("one");

        (await watch.NextAsync())!.ToString().Should().Be("ADDED one");
    }

    [Fact]
    public async Task A_definition_is_established_and_its_conditions_stand_in_order()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.DefineAsync();
        var stored = (await cluster.GetAsync(CronTabs.Definition)).Json;

        created["status"]!["storedVersions"]!.ToJsonString().Should().Be("""["v1"]""");
        stored["spec"]!["names"]!["listKind"]!.GetValue<string>().Should().Be("CronTabList");
        stored["spec"]!["conversion"]!["strategy"]!.GetValue<string>().Should().Be("None");
        Conditions(stored).Should().Equal("NamesAccepted=True/NoConflicts", "Established=True/InitialNamesAccepted");
        stored["status"]!["acceptedNames"]!["plural"]!.GetValue<string>().Should().Be("crontabs");
        stored["metadata"]!["generation"]!.GetValue<long>().Should().Be(1);
    }

    [Fact]
    public async Task A_definition_whose_webhook_nobody_vouches_for_is_not_served_until_somebody_does()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var definition = Untrusted();
        var pem = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(cluster.Host.Certificates.AuthorityPem));

        await cluster.DefineAsync(definition);
        var before = (await cluster.GetAsync(CronTabs.Definition)).Json;
        var unserved = await cluster.GetAsync(CronTabs.Objects);
        var mended = await cluster.MergeAsync(CronTabs.Definition, Bundle(pem));
        var after = (await cluster.GetAsync(CronTabs.Definition)).Json;
        var served = await cluster.GetAsync(CronTabs.Objects);
        var broken = await cluster.MergeAsync(CronTabs.Definition, Bundle("Q2c9PQ=="));

        Conditions(before).Should().Equal("NamesAccepted=True/NoConflicts", "Established=False/InvalidCABundle");
        unserved.Code.Should().Be(404);
        mended.Code.Should().Be(200, "{0}", mended.Text);
        Conditions(after).Should().Equal("NamesAccepted=True/NoConflicts", "Established=True/InitialNamesAccepted");
        served.Code.Should().Be(200);
        broken.Code.Should().Be(422);
        broken.Message.Should().EndWith(
            "is invalid: spec.conversion.webhook.clientConfig.caBundle: Invalid value: \"<byte array>\": unable to load root certificates: unable to parse bytes as PEM block");

        static string Bundle(string bundle) => $$$"""{"spec":{"conversion":{"webhook":{"clientConfig":{"caBundle":"{{{bundle}}}"} } } } }""";
    }

    [Fact]
    public async Task A_definition_that_was_never_served_is_removed_like_any_other_and_holds_nothing_up()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync(Untrusted());

        await DeleteDefinitionAsync(cluster);
        await cluster.DefineAsync();

        (await cluster.GetAsync(CronTabs.Objects)).Code.Should().Be(200);
    }

    [Theory]
    [InlineData("https://github.com/kubernetes/kubernetes/pull/78458", "KubernetesAPIApprovalPolicyConformant=True/ApprovedAnnotation")]
    [InlineData("unapproved, experimental", "KubernetesAPIApprovalPolicyConformant=False/UnapprovedAnnotation")]
    public async Task A_definition_in_a_group_of_Kubernetes_own_says_whether_it_was_approved(string annotation, string condition)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var definition = CronTabs.Make();
        definition["metadata"] = new JsonObject
        {
            ["name"] = "crontabs.sigs.k8s.io",
            ["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = annotation },
        };
        definition["spec"]!["group"] = "sigs.k8s.io";

        await cluster.DefineAsync(definition);
        var stored = (await cluster.GetAsync($"{CronTabs.Definitions}/crontabs.sigs.k8s.io")).Json;

        Conditions(stored).Should().Equal("NamesAccepted=True/NoConflicts", "Established=True/InitialNamesAccepted", condition);
    }

    [Fact]
    public async Task Custom_objects_can_be_used_as_soon_as_the_definition_is_answered()
    {
        await using var cluster = await ApiCluster.StartAsync();

        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one");

        (await cluster.GetAsync(CronTabs.Objects)).Names.Should().Equal("one");
        (await cluster.GetAsync("/apis/stable.example.com/v1")).Text.Should().Contain("\"crontabs/scale\"").And.Contain("\"crontabs/status\"");
        (await cluster.GetAsync("/apis")).Text.Should().Contain("stable.example.com/v1");
        (await cluster.GetAsync("/")).Text.Should().Contain("/apis/stable.example.com/v1");
    }

    [Fact]
    public async Task A_group_that_nobody_defined_is_not_there()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var before = await cluster.GetAsync(CronTabs.Objects);
        await cluster.DefineAsync();
        var unknown = await cluster.GetAsync("/apis/stable.example.com/v1/namespaces/default/other");

        (before.Code, before.Text).Should().Be((404, "404 page not found\n"));
        (unknown.Code, unknown.Reason).Should().Be((404, "NotFound"));
    }

    [Fact]
    public async Task Names_that_another_definition_has_are_not_accepted_until_they_are_free()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var rival = CronTabs.Make();
        rival["metadata"]!["name"] = "timers.stable.example.com";
        rival["spec"]!["names"]!["plural"] = "timers";
        rival["spec"]!["names"]!["singular"] = "timer";
        rival["spec"]!["names"]!["shortNames"] = new JsonArray("tm");

        await cluster.DefineAsync(rival);
        var refused = (await cluster.GetAsync($"{CronTabs.Definitions}/timers.stable.example.com")).Json;
        var hidden = await cluster.GetAsync("/apis/stable.example.com/v1/namespaces/default/timers");
        await DeleteDefinitionAsync(cluster);
        var accepted = await WhenAsync(cluster, $"{CronTabs.Definitions}/timers.stable.example.com", tree => Conditions(tree).Contains("Established=True/InitialNamesAccepted"));

        Conditions(refused).Should().Equal("NamesAccepted=False/ListKindConflict", "Established=False/NotAccepted");
        hidden.Code.Should().Be(404);
        Conditions(accepted).Should().Contain("NamesAccepted=True/NoConflicts");
    }

    [Fact]
    public async Task Deleting_a_definition_removes_its_objects_first()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one");
        await cluster.CreateCronTabAsync("held");
        await cluster.MergeAsync($"{CronTabs.Objects}/held", """{"metadata":{"finalizers":["example.com/hold"]}}""");

        var deleted = await cluster.DeleteAsync(CronTabs.Definition);
        var waiting = await WhenAsync(cluster, CronTabs.Definition, tree => Conditions(tree).Contains("Terminating=True/InstanceDeletionInProgress"));
        var refused = await cluster.PostCronTabAsync("late");
        using (var watch = await cluster.WatchAsync($"{CronTabs.Definitions}?fieldSelector=metadata.name=crontabs.stable.example.com&resourceVersion={waiting["metadata"]!["resourceVersion"]}"))
        {
            await cluster.MergeAsync($"{CronTabs.Objects}/held", """{"metadata":{"finalizers":null}}""");
            while ((await watch.NextAsync())!.Type != "DELETED")
            {
                // The conditions come first.
            }
        }

        deleted.Json["metadata"]!["finalizers"]!.ToJsonString().Should().Be("""["customresourcecleanup.apiextensions.k8s.io"]""");
        refused.Code.Should().Be(405);
        (await cluster.GetAsync(CronTabs.Definition)).Code.Should().Be(404);
        await NotServedAsync(cluster);
    }

    [Fact]
    public async Task A_definition_that_comes_back_has_no_objects()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one");

        await DeleteDefinitionAsync(cluster);
        await NotServedAsync(cluster);
        await cluster.DefineAsync();

        (await cluster.GetAsync(CronTabs.Objects)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_version_that_is_no_longer_served_vanishes_at_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var definition = CronTabs.Make();
        var second = CronTabs.Version(definition).DeepClone().AsObject();
        (second["name"], second["storage"]) = ("v2", false);
        definition["spec"]!["versions"]!.AsArray().Add((JsonNode)second);
        await cluster.DefineAsync(definition);
        var preferred = (await cluster.GetAsync("/apis/stable.example.com")).Json["preferredVersion"]!["version"]!.GetValue<string>();

        var stored = (await cluster.GetAsync(CronTabs.Definition)).Json;
        CronTabs.Version(stored, 1)["served"] = false;
        var updated = await cluster.PutAsync(CronTabs.Definition, stored);

        preferred.Should().Be("v2");
        updated.Code.Should().Be(200, "{0}", updated.Text);
        (await cluster.GetAsync("/apis/stable.example.com/v2/namespaces/default/crontabs")).Code.Should().Be(404);
        (await cluster.GetAsync("/apis/stable.example.com")).Text.Should().NotContain("v2");
        (await cluster.GetAsync("/openapi/v3")).Text.Should().NotContain("stable.example.com/v2");
    }

    [Fact]
    public async Task A_storage_version_that_was_used_has_to_stay()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var stored = (await cluster.GetAsync(CronTabs.Definition)).Json;
        CronTabs.Version(stored)["name"] = "v2";

        var refused = await cluster.PutAsync(CronTabs.Definition, stored);

        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions");
    }

    [Fact]
    public async Task Rules_need_no_more_of_a_definition_than_others()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = """{"type":"object","x-kubernetes-validations":[{"rule":"true"}]}""";

        var answer = await cluster.PostAsync(CronTabs.Definitions, CronTabs.Make(schema).ToJsonString());

        answer.Code.Should().Be(422, "the definition has columns and scale that the schema need not have, but selectable fields that it must");
        var definition = CronTabs.Make(schema);
        CronTabs.Version(definition).Remove("selectableFields");
        answer = await cluster.PostAsync(CronTabs.Definitions, definition.ToJsonString());
        answer.Code.Should().Be(201, "{0}", answer.Text);
        answer.Warnings.Should().BeEmpty();
        answer.Text.Should().Contain("\"rule\":\"true\"");
    }

    /// <summary>Its webhook's authority is no certificate.</summary>
    private static JsonObject Untrusted()
    {
        var definition = CronTabs.Make();
        definition["spec"]!["conversion"] = JsonNode.Parse("""
            {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1beta1"],
             "clientConfig":{"caBundle":"Q2c9PQ==","service":{"namespace":"default","name":"hooks"}}}}
            """);
        return definition;
    }

    private static async Task DeleteDefinitionAsync(ApiCluster cluster)
    {
        using var watch = await cluster.WatchAsync($"{CronTabs.Definitions}?fieldSelector=metadata.name=crontabs.stable.example.com");
        (await cluster.DeleteAsync(CronTabs.Definition)).Code.Should().Be(200);
        while ((await watch.NextAsync())!.Type != "DELETED")
        {
            // The conditions come first.
        }
    }

    /// <summary>The routes go an instant after the object.</summary>
    private static async Task NotServedAsync(ApiCluster cluster)
    {
        while ((await cluster.GetAsync(CronTabs.Objects)).Code != 404)
        {
            await Task.Yield();
        }

        (await cluster.GetAsync("/apis")).Text.Should().NotContain("stable.example.com");
    }

    private static async Task<JsonObject> WhenAsync(ApiCluster cluster, string path, Func<JsonObject, bool> isThere)
    {
        var slash = path.LastIndexOf('/');
        using var watch = await cluster.WatchAsync($"{path[..slash]}?fieldSelector=metadata.name={path[(slash + 1)..]}");
        while (true)
        {
            var next = await watch.NextAsync();
            if (isThere(next!.Object))
            {
                return next.Object;
            }
        }
    }

    private static IReadOnlyList<string> Conditions(JsonObject definition) =>
        [.. definition["status"]!["conditions"]!.AsArray().Select(condition => $"{condition!["type"]}={condition["status"]}/{condition["reason"]}")];
}
