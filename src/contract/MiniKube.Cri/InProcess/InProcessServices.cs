using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>The handlers of all bound services, by the method's full name.</summary>
internal sealed class InProcessServices : ServiceBinderBase
{
    private readonly Dictionary<string, Delegate> _handlers = new(StringComparer.Ordinal);

    private InProcessServices()
    {
    }

    public static InProcessServices Bind(ReadOnlySpan<Action<ServiceBinderBase>> services)
    {
        var bound = new InProcessServices();
        foreach (var bind in services)
        {
            bind(bound);
        }

        return bound;
    }

    public THandler Find<THandler>(IMethod method)
        where THandler : Delegate
        => _handlers.GetValueOrDefault(method.FullName) as THandler
           ?? throw new RpcException(new Status(StatusCode.Unimplemented, $"unknown method {method.FullName}"));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    private void Add(IMethod method, Delegate? handler)
        => _handlers.Add(method.FullName, handler ?? throw new ArgumentException($"{method.FullName} is bound without a service.", nameof(handler)));
}
