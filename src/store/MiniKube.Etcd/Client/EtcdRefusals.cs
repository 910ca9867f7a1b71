using System.Net.Sockets;
using Grpc.Core;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Client;

/// <summary>etcd's refusals as our seam has them.</summary>
internal static class EtcdRefusals
{
    /// <summary>Null when it is not a refusal but a failure: the member did not say what became of the call.</summary>
    /// <param name="exception">What came back.</param>
    /// <param name="newest">The newest revision known.</param>
    public static Exception? Translate(RpcException exception, Revision newest) => exception.Status.Detail switch
    {
        EtcdErrors.CompactedText => new CompactedException(Revision.Zero),
        EtcdErrors.FutureRevisionText => new FutureRevisionException(newest),
        EtcdErrors.LeaseNotFoundText => new RefusedException(Refusal.LeaseNotFound),
        EtcdErrors.LeaseExistsText => new RefusedException(Refusal.LeaseExists),
        EtcdErrors.KeyNotFoundText => new RefusedException(Refusal.KeyNotFound),
        _ => exception.StatusCode is StatusCode.InvalidArgument ? new ArgumentException(exception.Status.Detail) : null,
    };

    /// <summary>Whether a call that failed cannot have had an effect, because it did not get as far as a server.</summary>
    public static bool WasNeverSent(RpcException exception) =>
        exception.Status.DebugException is SocketException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };
}
