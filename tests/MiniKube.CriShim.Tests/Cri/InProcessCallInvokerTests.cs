using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Cri.InProcess;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Tests.Cri;

public sealed class InProcessCallInvokerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedRuntime _runtime = new();
    private readonly RuntimeService.RuntimeServiceClient _client;

    public InProcessCallInvokerTests()
        => _client = new RuntimeService.RuntimeServiceClient(
            new InProcessCallInvoker(_time, binder => RuntimeService.BindService(binder, _runtime)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_changed_later_is_not_seen_by_the_service()
    {
        var request = new RunPodSandboxRequest { Config = new PodSandboxConfig { Hostname = "before" } };
        var call = _client.RunPodSandboxAsync(request, cancellationToken: Cancellation);
        request.Config.Hostname = "after";
        _runtime.Go.SetResult();

        await call;

        _runtime.Seen!.Config.Hostname.Should().Be("before");
    }

    [Fact]
    public async Task A_response_changed_later_is_not_seen_by_the_service()
    {
        var response = await _client.VersionAsync(new VersionRequest(), cancellationToken: Cancellation);
        response.RuntimeName = "changed";

        _runtime.Version1.RuntimeName.Should().Be("scripted");
    }

    [Fact]
    public async Task A_refusal_keeps_its_code_text_and_trailers()
    {
        using var call = _client.StopContainerAsync(new StopContainerRequest(), cancellationToken: Cancellation);

        var act = async () => await call;

        var refusal = (await act.Should().ThrowAsync<RpcException>()).Which;
        refusal.StatusCode.Should().Be(StatusCode.NotFound);
        refusal.Status.Detail.Should().Be("no such container");
        call.GetStatus().StatusCode.Should().Be(StatusCode.NotFound);
        call.GetTrailers().GetValue("why").Should().Be("gone");
    }

    [Fact]
    public async Task A_service_that_breaks_is_an_unknown_error()
    {
        var act = async () => await _client.StatusAsync(new StatusRequest(), cancellationToken: Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unknown);
    }

    [Fact]
    public async Task A_method_that_nobody_serves_is_unimplemented()
    {
        var images = new ImageService.ImageServiceClient(new InProcessCallInvoker(_time));

        var act = async () => await images.ListImagesAsync(new ListImagesRequest(), cancellationToken: Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Cancelling_ends_a_call_that_the_service_does_not_end()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = _client.RunPodSandboxAsync(new RunPodSandboxRequest(), cancellationToken: source.Token);

        await source.CancelAsync();

        var act = async () => await call;
        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Cancelled);
        _runtime.Context!.CancellationToken.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task A_deadline_is_read_against_the_injected_clock()
    {
        var call = _client.RunPodSandboxAsync(
            new RunPodSandboxRequest(), deadline: _time.GetUtcNow().UtcDateTime.AddSeconds(5), cancellationToken: Cancellation);
        call.ResponseAsync.IsCompleted.Should().BeFalse();

        _time.Advance(TimeSpan.FromSeconds(6));

        var act = async () => await call;
        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_stream_delivers_all_messages_then_the_services_failure()
    {
        using var call = _client.GetContainerEvents(new GetEventsRequest(), cancellationToken: Cancellation);
        List<string> seen = [];

        var act = async () =>
        {
            await foreach (var happened in call.ResponseStream.ReadAllAsync(Cancellation))
            {
                seen.Add(happened.ContainerId);
            }
        };

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Aborted);
        seen.Should().HaveCount(200).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Disposing_a_stream_cancels_the_service()
    {
        var call = _client.GetContainerEvents(new GetEventsRequest(), cancellationToken: Cancellation);
        _ = await call.ResponseStream.MoveNext(Cancellation);
        using var cancelled = new ManualResetEventSlim();
        using var registration = _runtime.Context!.CancellationToken.Register(cancelled.Set);

        call.Dispose();

        cancelled.Wait(Cancellation);
        var act = async () =>
        {
            while (await call.ResponseStream.MoveNext(Cancellation))
            {
                // What was sent before may still come.
            }
        };
        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Cancelled);
    }

    [Fact]
    public async Task A_duplex_call_carries_both_ways_until_the_caller_completes()
    {
        var method = new Method<StringValue, StringValue>(
            MethodType.DuplexStreaming, "test.Echo", "Talk", Marshaller(), Marshaller());
        var invoker = new InProcessCallInvoker(_time, binder => binder.AddMethod(method, EchoAsync));
        using var call = invoker.AsyncDuplexStreamingCall(method, host: null, new CallOptions(cancellationToken: Cancellation));

        await call.RequestStream.WriteAsync(new StringValue { Value = "one" }, Cancellation);
        _ = await call.ResponseStream.MoveNext(Cancellation);
        var first = call.ResponseStream.Current.Value;
        await call.RequestStream.CompleteAsync();

        first.Should().Be("one!");
        (await call.ResponseStream.MoveNext(Cancellation)).Should().BeFalse();
        call.GetStatus().StatusCode.Should().Be(StatusCode.OK);
    }

    private static async Task EchoAsync(IAsyncStreamReader<StringValue> requests, IServerStreamWriter<StringValue> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            await responses.WriteAsync(new StringValue { Value = request.Value + "!" }, context.CancellationToken);
        }
    }

    private static Marshaller<StringValue> Marshaller()
        => Marshallers.Create(static _ => throw new InvalidOperationException("nothing is encoded in process"), StringValue.Parser.ParseFrom);
}
