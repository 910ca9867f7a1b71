using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>What a service sees of a call.</summary>
internal sealed class InProcessCallContext(
    string method, CallOptions options, TaskCompletionSource<Metadata> responseHeaders, CancellationToken cancellationToken) : ServerCallContext
{
    protected override string MethodCore => method;

    protected override string HostCore => "localhost";

    protected override string PeerCore => "in-process";

    protected override DateTime DeadlineCore => options.Deadline ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => options.Headers ?? [];

    protected override CancellationToken CancellationTokenCore => cancellationToken;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
        => throw new NotSupportedException("A call in this process is not propagated; pass its token and headers on.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeadersToSend)
    {
        _ = responseHeaders.TrySetResult(responseHeadersToSend);
        return Task.CompletedTask;
    }
}
