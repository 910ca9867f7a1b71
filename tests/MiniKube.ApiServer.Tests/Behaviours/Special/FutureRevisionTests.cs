using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class FutureRevisionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("?resourceVersion=4000000")]
    [InlineData("?resourceVersion=4000000&resourceVersionMatch=Exact")]
    [InlineData("?resourceVersion=4000000&watch=true")]
    [InlineData("/a?resourceVersion=4000000")]
    public async Task The_future_is_a_timeout_that_tells_when_to_come_again(string query)
    {
        await using var cluster = await ApiCluster.StartAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var asking = cluster.GetAsync($"{ConfigMaps}{query}");
        while (!asking.IsCompleted)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var answer = await asking;

        (answer.Code, answer.Reason).Should().Be((504, "Timeout"));
        answer.Message.Should().StartWith("Timeout: Too large resource version: 4000000, current: ");
        answer.Json["details"]!.ToJsonString().Should().Be(
            """{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}""");
        answer.Headers["Retry-After"].Should().Be("1");
    }
}
