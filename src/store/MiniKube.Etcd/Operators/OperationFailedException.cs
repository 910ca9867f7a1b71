using Grpc.Core;

namespace MiniKube.Etcd.Operators;

/// <summary>A server did not do what an operator asked of it; the message is its own.</summary>
public sealed class OperationFailedException : Exception
{
    internal OperationFailedException(Uri server, RpcException exception)
        : base(Describe(server, exception.Status), exception)
    {
    }

    internal OperationFailedException(string message)
        : base(message)
    {
    }

    private static string Describe(Uri server, Status status) => status.StatusCode == StatusCode.Unavailable
        ? $"the store at {server} does not serve: {status.Detail}"
        : $"the store at {server} refuses: {status.Detail}";
}
