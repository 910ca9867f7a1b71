using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 12: what a delete is asked with, and what it answers.</summary>
public sealed class DeletionAnswerTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("configmaps", "")]
    [InlineData("secrets", "")]
    [InlineData("deployments", "apps")]
    [InlineData("leases", "coordination.k8s.io")]
    [InlineData("clusterroles", "rbac.authorization.k8s.io")]
    [InlineData("endpoints", "")]
    [InlineData("nodes", "")]
    public async Task What_is_gone_is_told_by_name_resource_and_uid(string resource, string group)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        var created = await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var answer = await cluster.DeleteAsync($"{path}/a");

        answer.Code.Should().Be(200);
        var qualified = group.Length == 0 ? "" : $"\"group\":\"{group}\",";
        answer.Text.Should().Be(
            $$$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"a",{{{{qualified}}}}"kind":"{{{{resource}}}}","uid":"{{{{created["metadata"]!["uid"]}}}}"}}""");
        (await cluster.DeleteAsync($"{path}/a")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("pods", "Pod")]
    [InlineData("services", "Service")]
    [InlineData("serviceaccounts", "ServiceAccount")]
    [InlineData("persistentvolumes", "PersistentVolume")]
    [InlineData("persistentvolumeclaims", "PersistentVolumeClaim")]
    [InlineData("podtemplates", "PodTemplate")]
    [InlineData("resourcequotas", "ResourceQuota")]
    public async Task Of_some_kinds_the_object_that_is_gone_is_the_answer(string resource, string kind)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        var created = await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());
        if (resource.StartsWith("persistent", StringComparison.Ordinal))
        {
            await cluster.MergeAsync($"{path}/a", """{"metadata":{"finalizers":null}}""");
        }

        var answer = await cluster.DeleteAsync($"{path}/a");

        answer.Code.Should().Be(200);
        answer.Json["kind"]!.GetValue<string>().Should().Be(kind);
        answer.Metadata["uid"]!.GetValue<string>().Should().Be(created["metadata"]!["uid"]!.GetValue<string>());
        (await cluster.GetAsync($"{path}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Preconditions_of_uid_and_revision_are_held_against_what_is_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (uid, revision) = (created["metadata"]!["uid"]!.GetValue<string>(), created["metadata"]!["resourceVersion"]!.GetValue<string>());

        var otherUid = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"preconditions":{"uid":"x"}}""");
        var otherRevision = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"preconditions":{"resourceVersion":"1"}}""");
        var right = await cluster.DeleteAsync($"{ConfigMaps}/a", $$$"""{"preconditions":{"uid":"{{{uid}}}","resourceVersion":"{{{revision}}}"}}""");

        (otherUid.Code, otherUid.Reason).Should().Be((409, "Conflict"));
        otherUid.Message.Should().Be(
            $"Operation cannot be fulfilled on configmaps \"a\": Precondition failed: UID in precondition: x, UID in object meta: {uid}");
        (otherRevision.Code, otherRevision.Message).Should().Be(
            (409, $"Operation cannot be fulfilled on configmaps \"a\": Precondition failed: ResourceVersion in precondition: 1, ResourceVersion in object meta: {revision}"));
        right.Code.Should().Be(200);
    }

    [Fact]
    public async Task Options_come_in_the_body_or_in_the_query_and_the_body_counts()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");

        var query = await cluster.DeleteAsync($"{ConfigMaps}/a?propagationPolicy=Foreground");
        var both = await cluster.DeleteAsync($"{ConfigMaps}/b?propagationPolicy=Foreground", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""");
        var older = await cluster.DeleteAsync($"{ConfigMaps}/c?orphanDependents=true");

        query.Metadata["finalizers"]!.ToJsonString().Should().Be("""["foregroundDeletion"]""");
        both.Metadata["finalizers"]!.ToJsonString().Should().Be("""["orphan"]""");
        older.Metadata["finalizers"]!.ToJsonString().Should().Be("""["orphan"]""");
    }

    [Theory]
    [InlineData("""{"propagationPolicy":"Foo"}""", "propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("""{"propagationPolicy":"Orphan","orphanDependents":true}""", "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    [InlineData("""{"dryRun":["Some"]}""", "dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    public async Task Options_that_make_no_sense_are_refused_by_field(string options, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.DeleteAsync($"{ConfigMaps}/a", options);

        (answer.Code, answer.Reason, answer.Message).Should().Be((422, "Invalid", $"DeleteOptions.meta.k8s.io \"\" is invalid: {why}"));
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(200);
    }

    [Theory]
    [InlineData("?dryRun=All", null)]
    [InlineData("", """{"dryRun":["All"]}""")]
    public async Task A_dry_delete_answers_as_a_delete_would_and_leaves_everything(string query, string? body)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.DeleteAsync($"{ConfigMaps}/a{query}", body);

        answer.Json["status"]!.GetValue<string>().Should().Be("Success");
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(200);
    }

    [Fact]
    public async Task Something_else_than_options_is_no_body_of_a_delete()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        (await cluster.DeleteAsync($"{ConfigMaps}/a", """{"kind":"Pod","apiVersion":"v1"}""")).Code.Should().Be(400);
        (await cluster.DeleteAsync($"{ConfigMaps}/a", "[]")).Code.Should().Be(400);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(200);
    }
}
