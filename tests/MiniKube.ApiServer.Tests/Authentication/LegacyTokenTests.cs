using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

/// <summary>Of tokens in Secrets it is written down when they were used last, and since when that is done.</summary>
public sealed class LegacyTokenTests
{
    private const string Tracking = "/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking";
    private const string Secret = "/api/v1/namespaces/default/secrets/robot-token";

    [Fact]
    public async Task The_day_of_the_last_use_stands_on_the_secret()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var token = await MakeTokenAsync(cluster);

        (await LabelAsync(cluster)).Should().BeNull("nobody has used it yet");
        (await IsAcceptedAsync(cluster, token)).Should().BeTrue();
        (await LabelAsync(cluster)).Should().Be("2026-05-04");
        var first = await VersionAsync(cluster);
        (await IsAcceptedAsync(cluster, token)).Should().BeTrue();
        (await VersionAsync(cluster)).Should().Be(first, "once a day is enough");
        cluster.Time.Advance(TimeSpan.FromDays(1));
        (await IsAcceptedAsync(cluster, token)).Should().BeTrue();
        (await LabelAsync(cluster)).Should().Be("2026-05-05");
    }

    [Fact]
    public async Task A_token_that_was_taken_out_of_use_is_refused_and_its_use_is_not_written_down()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var token = await MakeTokenAsync(cluster);
        await cluster.MergeAsync(Secret, """{"metadata":{"labels":{"kubernetes.io/legacy-token-invalid-since":"2026-05-01"}}}""");

        (await IsAcceptedAsync(cluster, token)).Should().BeFalse();
        (await LabelAsync(cluster)).Should().BeNull();
        await cluster.MergeAsync(Secret, """{"metadata":{"labels":{"kubernetes.io/legacy-token-invalid-since":null}}}""");
        (await IsAcceptedAsync(cluster, token)).Should().BeTrue("taking the label away brings it back for a while");
    }

    [Fact]
    public async Task Uses_are_counted_by_who_made_the_token_and_refused_ones_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var token = await MakeTokenAsync(cluster);

        await IsAcceptedAsync(cluster, token);
        await cluster.MergeAsync("/api/v1/namespaces/default/serviceaccounts/robot", """{"secrets":[{"name":"robot-token"}]}""");
        await IsAcceptedAsync(cluster, token);
        await cluster.MergeAsync(Secret, """{"metadata":{"labels":{"kubernetes.io/legacy-token-invalid-since":"2026-05-01"}}}""");
        await IsAcceptedAsync(cluster, token);

        var text = (await cluster.GetAsync("/metrics", accept: "*/*")).Text;
        text.Should().Contain("\nserviceaccount_legacy_tokens_total 2").And.Contain("\nserviceaccount_legacy_manual_token_uses_total 1")
            .And.Contain("\nserviceaccount_legacy_auto_token_uses_total 1").And.Contain("\nserviceaccount_invalid_legacy_auto_token_uses_total 1")
            .And.Contain("\nserviceaccount_stale_tokens_total 0");
    }

    [Fact]
    public async Task What_cannot_be_written_down_keeps_nobody_out()
    {
        var patches = new RecordedPatches { Complaint = "the store is away" };
        var uses = new LegacyTokenUses(patches, TimeProvider.System, NullLogger.Instance);

        await uses.NoteAsync(new NamespacedName("a", "b"), new JsonObject { ["uid"] = "u" }, TestContext.Current.CancellationToken);

        patches.Made.Should().ContainSingle().Which.Patch.Should().Contain("\"uid\":\"u\"");
    }

    [Fact]
    public async Task Since_when_uses_are_written_down_is_told_and_told_again_when_it_is_gone_or_wrong()
    {
        await using var cluster = await ApiCluster.StartAsync();

        await UntilAsync(cluster, "2026-05-04");
        cluster.Time.Advance(TimeSpan.FromDays(2));
        await cluster.DeleteAsync(Tracking);
        await UntilAsync(cluster, "2026-05-06");
        await cluster.MergeAsync(Tracking, """{"data":{"since":"the beginning"}}""");
        await UntilAsync(cluster, "2026-05-06");
        await cluster.MergeAsync(Tracking, """{"data":{"since":"2026-01-01"}}""");
        await UntilAsync(cluster, "2026-01-01");
    }

    private static async Task<string> MakeTokenAsync(ApiCluster cluster)
    {
        var account = await cluster.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"robot"}}""");
        var uid = account["metadata"]!["uid"]!.GetValue<string>();
        var token = cluster.Host.MintSecretToken("default", "robot", uid, "robot-token");
        await cluster.CreateAsync("/api/v1/namespaces/default/secrets", $$$"""
            {"metadata":{"name":"robot-token","annotations":{"kubernetes.io/service-account.name":"robot","kubernetes.io/service-account.uid":"{{{uid}}}"}},
             "type":"kubernetes.io/service-account-token","data":{"token":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(token))}}}"}}
            """);
        return token;
    }

    private static async Task<bool> IsAcceptedAsync(ApiCluster cluster, string token)
    {
        var review = await cluster.CreateAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{token}}}"}}""");
        return review["status"]!["authenticated"]?.GetValue<bool>() == true;
    }

    private static async Task<string?> LabelAsync(ApiCluster cluster) =>
        (await cluster.GetAsync(Secret)).Json["metadata"]!["labels"]?["kubernetes.io/legacy-token-last-used"]?.GetValue<string>();

    private static async Task<string> VersionAsync(ApiCluster cluster) => (await cluster.GetAsync(Secret)).Json["metadata"]!["resourceVersion"]!.GetValue<string>();

    private static async Task UntilAsync(ApiCluster cluster, string since)
    {
        using var watch = await cluster.WatchAsync("/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name=kube-apiserver-legacy-service-account-token-tracking");
        while ((await watch.NextAsync())!.Object["data"]?["since"]?.GetValue<string>() != since)
        {
        }
    }
}
