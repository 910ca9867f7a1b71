using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Objects;

/// <summary>Entry 4: names that the server makes, and which names a kind may have.</summary>
public sealed class GeneratedNameTests
{
    private const string Suffix = "[bcdfghjklmnpqrstvwxz2456789]{5}";

    [Theory]
    [InlineData("configmaps", "a.b-", true)]
    [InlineData("configmaps", "a_", false)]
    [InlineData("pods", "a.b-", true)]
    [InlineData("namespaces", "a-", true)]
    [InlineData("namespaces", "a.b-", false)]
    [InlineData("services", "a-", true)]
    [InlineData("services", "1-", false)]
    [InlineData("services", "a.b-", false)]
    [InlineData("clusterroles", "A:b-", true)]
    [InlineData("clusterroles", "a/b-", false)]
    [InlineData("roles", "system:x-", true)]
    [InlineData("leases", "a.b-", true)]
    [InlineData("certificatesigningrequests", "A:b-", true)]
    [InlineData("certificatesigningrequests", "a/b-", false)]
    [InlineData("deployments", "A-", false)]
    public async Task A_name_is_made_of_a_prefix_that_a_name_of_the_kind_may_begin_with(string resource, string prefix, bool isRight)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(SampleObjects.PathOf(resource), Generated(resource, prefix));

        answer.Code.Should().Be(isRight ? 201 : 422, "{0}", answer.Text);
        if (isRight)
        {
            answer.Metadata["name"]!.GetValue<string>().Should().MatchRegex($"^{prefix}{Suffix}$");
            answer.Metadata["generateName"]!.GetValue<string>().Should().Be(prefix);
        }
        else
        {
            answer.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().Should().Be("metadata.generateName");
        }
    }

    [Fact]
    public async Task A_long_prefix_is_cut_to_58_characters()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(SampleObjects.PathOf("configmaps"), Generated("configmaps", new string('x', 80)));

        answer.Metadata["name"]!.GetValue<string>().Should().MatchRegex($"^x{{58}}{Suffix}$");
    }

    [Fact]
    public async Task A_name_that_is_given_is_taken_and_the_prefix_stays_as_it_was_sent()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(SampleObjects.PathOf("configmaps"), """{"metadata":{"name":"mine","generateName":"x-"}}""");

        created["metadata"]!["name"]!.GetValue<string>().Should().Be("mine");
        created["metadata"]!["generateName"]!.GetValue<string>().Should().Be("x-");
    }

    [Fact]
    public async Task Without_either_there_is_no_object()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(SampleObjects.PathOf("configmaps"), """{"metadata":{}}""");

        answer.Code.Should().Be(422);
        answer.Message.Should().Be("ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
    }

    [Theory]
    [InlineData("configmaps", "a.b", true)]
    [InlineData("configmaps", "A", false)]
    [InlineData("services", "a1", true)]
    [InlineData("services", "1a", false)]
    [InlineData("namespaces", "a.b", false)]
    [InlineData("clusterroles", "system:a:B_c", true)]
    [InlineData("clusterroles", "..", false)]
    [InlineData("clusterroles", "a%b", false)]
    [InlineData("cronjobs", "a234567890123456789012345678901234567890123456789012", true)]
    [InlineData("cronjobs", "a2345678901234567890123456789012345678901234567890123", false)]
    public async Task A_name_is_what_names_of_the_kind_are(string resource, string name, bool isRight)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(SampleObjects.PathOf(resource), SampleObjects.Of(resource, name).ToJsonString());

        answer.Code.Should().Be(isRight ? 201 : 422, "{0}", answer.Text);
        if (!isRight)
        {
            answer.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().Should().Be("metadata.name");
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_is_made_anew()
    {
        // Chance is the same in every cluster of these tests, so the name that comes next is known.
        var expected = await NameAfterAsync("filler");
        var again = await NameAfterAsync("another");
        var taken = await NameAfterAsync(expected);

        again.Should().Be(expected);
        taken.Should().MatchRegex($"^x{Suffix}$").And.NotBe(expected);
    }

    /// <summary>The name that is made after an object of another name was.</summary>
    private static async Task<string> NameAfterAsync(string other)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(SampleObjects.PathOf("configmaps"), $$$"""{"metadata":{"name":"{{{other}}}"}}""");
        var made = await cluster.CreateAsync(SampleObjects.PathOf("configmaps"), """{"metadata":{"generateName":"x"}}""");
        return made["metadata"]!["name"]!.GetValue<string>();
    }

    private static string Generated(string resource, string prefix)
    {
        var body = SampleObjects.Of(resource, "");
        body["metadata"] = new JsonObject { ["generateName"] = prefix };
        return body.ToJsonString();
    }
}
