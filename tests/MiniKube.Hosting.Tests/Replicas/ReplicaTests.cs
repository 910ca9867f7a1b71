using System.Net;
using System.Text;
using MiniKube.Hosting.Replicas;

namespace MiniKube.Hosting.Tests.Replicas;

/// <summary>Servers that join each other over real sockets and TLS.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private readonly Servers _servers = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Each_of_three_servers_takes_writes_and_sees_those_of_the_others()
    {
        await _servers.StartFirstAsync("a", Stop);
        await _servers.JoinAsync("b", "a", Stop);
        await _servers.JoinAsync("c", "b", Stop);

        foreach (var name in (string[])["a", "b", "c"])
        {
            await _servers.WriteAsync(name, $"by-{name}", Stop);
        }

        foreach (var name in (string[])["a", "b", "c"])
        {
            (await _servers.NamesAsync(name, Stop)).Should().Contain(["by-a", "by-b", "by-c"]);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_stood_alone_takes_others_in_with_all_its_data()
    {
        await _servers.StartAsync("a", null, Stop);
        await _servers.WriteAsync("a", "from-before", Stop);
        await _servers.StopAsync("a");

        await _servers.StartFirstAsync("a", Stop);
        await _servers.JoinAsync("b", "a", Stop);

        (await _servers.NamesAsync("b", Stop)).Should().Contain("from-before");
    }

    [Fact(Timeout = 120_000)]
    public async Task Servers_start_again_without_a_flag_and_know_each_other()
    {
        await _servers.StartFirstAsync("a", Stop);
        await _servers.JoinAsync("b", "a", Stop);
        await _servers.WriteAsync("a", "one", Stop);
        await _servers.StopAsync("b");
        await _servers.StopAsync("a");

        await Task.WhenAll(_servers.StartAgainAsync("a", Stop), _servers.StartAgainAsync("b", Stop));
        await _servers.WriteAsync("b", "two", Stop);

        (await _servers.NamesAsync("a", Stop)).Should().Contain(["one", "two"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_of_another_cluster_lets_nobody_in_and_its_secret_is_not_sent()
    {
        await using var others = new Servers();
        await _servers.StartFirstAsync("a", Stop);
        await others.StartFirstAsync("x", Stop);
        var wrong = _servers.Joining("b", "a") with { Token = others.TokenOf("x") };

        await FluentActions.Awaiting(() => _servers.StartAsync("b", wrong, Stop))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*not of the cluster that the token is for*");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(null)]
    [InlineData("mkube1.0000000000000000000000000000000000000000000000000000000000000000.7fffffff.0000000000000000.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("something else")]
    public async Task Who_has_no_token_of_the_cluster_is_told_nothing(string? token)
    {
        await _servers.StartFirstAsync("a", Stop);
        using var http = _servers.AnonymousClientOf("a");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mkube/v1/join")
        {
            Content = new StringContent("""{"name":"b","peerAddress":"https://127.0.0.1:1"}""", Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var response = await http.SendAsync(request, Stop);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync(Stop)).Should().NotContain("PRIVATE KEY");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"name":"b"}""")]
    [InlineData("""{"name":"","peerAddress":"https://127.0.0.1:1"}""")]
    [InlineData("""{"name":"b","peerAddress":"http://127.0.0.1:1"}""")]
    [InlineData("""{"name":"b","peerAddress":7}""")]
    public async Task A_request_to_join_that_makes_no_sense_changes_nothing(string body)
    {
        await _servers.StartFirstAsync("a", Stop);
        using var http = _servers.AnonymousClientOf("a");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mkube/v1/join") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_servers.TokenOf("a").Write()}");

        using var response = await http.SendAsync(request, Stop);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_name_that_a_voter_has_is_not_given_twice()
    {
        await _servers.StartFirstAsync("a", Stop);
        await _servers.JoinAsync("b", "a", Stop);
        var twice = _servers.Joining("b", "a");

        await FluentActions.Awaiting(() => _servers.StartAsync("c", twice, Stop))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*mkube member remove*");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_with_a_store_of_its_own_does_not_join()
    {
        await _servers.StartFirstAsync("a", Stop);
        await _servers.StartAsync("b", null, Stop);
        await _servers.StopAsync("b");

        await FluentActions.Awaiting(() => _servers.JoinAsync("b", "a", Stop))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*store of its own*");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_shares_nothing_answers_no_request_to_join()
    {
        await _servers.StartAsync("a", null, Stop);
        await using var others = new Servers();
        await others.StartFirstAsync("x", Stop);
        var options = new ReplicaOptions { Name = "b", Join = _servers["a"].Address, Token = others.TokenOf("x"), PeerListen = Servers.FreeAddress() };

        await FluentActions.Awaiting(() => _servers.StartAsync("b", options, Stop))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*--cluster-init*");
    }

    [Fact]
    public async Task Options_that_do_not_go_together_are_refused()
    {
        var both = new ReplicaOptions { Name = "a", IsFirst = true, Join = new Uri("https://127.0.0.1:1") };
        var neither = new ReplicaOptions { Name = "a" };
        var tokenless = new ReplicaOptions { Name = "a", Join = new Uri("https://127.0.0.1:1") };

        await FluentActions.Awaiting(() => _servers.StartAsync("a", both, Stop)).Should().ThrowAsync<ArgumentException>().WithMessage("*not both*");
        await FluentActions.Awaiting(() => _servers.StartAsync("a", neither, Stop)).Should().ThrowAsync<ArgumentException>().WithMessage("*--cluster-init or --join*");
        await FluentActions.Awaiting(() => _servers.StartAsync("a", tokenless, Stop)).Should().ThrowAsync<ArgumentException>().WithMessage("*--token-file*");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
