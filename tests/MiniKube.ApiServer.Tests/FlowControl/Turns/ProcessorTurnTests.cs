namespace MiniKube.ApiServer.Tests.FlowControl.Turns;

/// <summary>Requests that compute and wait for nothing: no seats fill, yet they are shared out.</summary>
public sealed class ProcessorTurnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_user_waits_for_the_request_that_computes_and_not_for_the_flood_behind_it()
    {
        await using var server = await HeldServer.StartAsync();
        using var flooder = server.ConnectAs("flooder");
        using var other = server.ConnectAs("other");
        var held = await server.HoldAsync(flooder);
        var flood = Enumerable.Range(0, 300).Select(_ => flooder.GetAsync(HeldServer.Pods, Token)).ToList();
        var answer = other.GetAsync(HeldServer.Pods, Token);

        await server.WaitForWaitingAsync(301);
        server.LetGo();
        var answers = await Task.WhenAll([held, answer, .. flood]);

        server.Order.TakeWhile(user => user != "other").Count().Should().BeLessThanOrEqualTo(2);
        answers.Should().HaveCount(302).And.OnlyContain(each => each.IsSuccessStatusCode, "waiting for a processor takes no seat");
    }

    [Fact]
    public async Task A_request_whose_body_has_come_late_waits_for_its_turn()
    {
        await using var server = await HeldServer.StartAsync();
        using var flooder = server.ConnectAs("flooder");
        using var other = server.ConnectAs("other");
        var (answer, send) = await server.WriteAsync(other);
        var held = await server.HoldAsync(flooder);
        var flood = Enumerable.Range(0, 10).Select(_ => flooder.GetAsync(HeldServer.Pods, Token)).ToList();

        send();
        await server.WaitForWaitingAsync(11);
        server.LetGo();
        await Task.WhenAll([held, answer, .. flood]);

        server.Order.TakeWhile(user => user != "other").Count().Should().BeInRange(1, 2);
    }

    [Fact]
    public async Task Administrators_wait_for_no_turn()
    {
        await using var server = await HeldServer.StartAsync();
        using var flooder = server.ConnectAs("flooder");
        using var admin = server.ConnectAsAdmin();
        var held = await server.HoldAsync(flooder);

        var answer = await admin.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative), Token);

        answer.IsSuccessStatusCode.Should().BeTrue();
        held.IsCompleted.Should().BeFalse();
        server.LetGo();
        await held;
    }

    [Fact]
    public async Task What_has_waited_too_long_for_its_turn_is_refused()
    {
        await using var server = await HeldServer.StartAsync();
        using var flooder = server.ConnectAs("flooder");
        var held = await server.HoldAsync(flooder);
        var waiting = flooder.GetAsync(HeldServer.Pods, Token);
        await server.WaitForWaitingAsync(1);

        server.Time.Advance(TimeSpan.FromSeconds(16));
        server.LetGo();

        var refused = await waiting;
        ((int)refused.StatusCode).Should().Be(429);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        (await held).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_turn_is_forgotten()
    {
        await using var server = await HeldServer.StartAsync();
        using var flooder = server.ConnectAs("flooder");
        using var end = new CancellationTokenSource();
        var held = await server.HoldAsync(flooder);
        var waiting = flooder.GetAsync(HeldServer.Pods, end.Token);
        await server.WaitForWaitingAsync(1);

        await end.CancelAsync();

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        await server.WaitForWaitingAsync(0);
        server.LetGo();
        await held;
        server.Order.Should().HaveCount(1);
    }
}
