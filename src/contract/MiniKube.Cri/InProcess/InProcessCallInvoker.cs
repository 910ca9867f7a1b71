using System.Threading.Channels;
using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>Calls services of this process as if they were behind a socket: same words, same errors, no shared messages.</summary>
/// <remarks>
/// Deadlines are read against <paramref name="timeProvider"/>. A call whose token is cancelled ends at once with
/// Cancelled, as over a socket, even when the service does not look at its own token.
/// </remarks>
public sealed class InProcessCallInvoker(TimeProvider timeProvider, params ReadOnlySpan<Action<ServiceBinderBase>> services) : CallInvoker
{
    // What a fast writer may be ahead of a slow reader.
    private const int StreamMessagesMax = 64;

    private readonly InProcessServices _services = InProcessServices.Bind(services);

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new NotSupportedException($"{method.FullName} was called blocking; use its Async form, which holds no thread.");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new InProcessCall(method.FullName, options, timeProvider);
        var copy = Messages.Clone(request);
        var response = call.RunAsync(async context =>
            Messages.Clone(await _services.Find<UnaryServerMethod<TRequest, TResponse>>(method)(copy, context)));
        return new AsyncUnaryCall<TResponse>(response, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new InProcessCall(method.FullName, options, timeProvider);
        var copy = Messages.Clone(request);
        var responses = Channel.CreateBounded<TResponse>(StreamMessagesMax);
        _ = call.RunAsync(
            context => _services.Find<ServerStreamingServerMethod<TRequest, TResponse>>(method)(
                copy, new InProcessServerStreamWriter<TResponse>(responses.Writer, call), context),
            responses.Writer);
        return new AsyncServerStreamingCall<TResponse>(
            new InProcessStreamReader<TResponse>(responses.Reader, call), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new InProcessCall(method.FullName, options, timeProvider);
        var requests = Channel.CreateBounded<TRequest>(StreamMessagesMax);
        var response = call.RunAsync(async context => Messages.Clone(
            await _services.Find<ClientStreamingServerMethod<TRequest, TResponse>>(method)(
                new InProcessStreamReader<TRequest>(requests.Reader, call), context)));
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new InProcessClientStreamWriter<TRequest>(requests.Writer, call),
            response, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new InProcessCall(method.FullName, options, timeProvider);
        var requests = Channel.CreateBounded<TRequest>(StreamMessagesMax);
        var responses = Channel.CreateBounded<TResponse>(StreamMessagesMax);
        _ = call.RunAsync(
            context => _services.Find<DuplexStreamingServerMethod<TRequest, TResponse>>(method)(
                new InProcessStreamReader<TRequest>(requests.Reader, call),
                new InProcessServerStreamWriter<TResponse>(responses.Writer, call),
                context),
            responses.Writer);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new InProcessClientStreamWriter<TRequest>(requests.Writer, call),
            new InProcessStreamReader<TResponse>(responses.Reader, call),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }
}
