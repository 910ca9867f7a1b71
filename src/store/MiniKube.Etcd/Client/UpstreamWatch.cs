using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Client;

/// <summary>All changes of all keys as one member sends them. Every revision changes some key, so it is known at any time how far the watch is.</summary>
internal static class UpstreamWatch
{
    private static readonly ByteString Zero = ByteString.CopyFrom(0);

    /// <summary>A member that is cut off from the others ends the watch, rather than to say nothing.</summary>
    private static readonly Metadata RequireLeader = new() { { "hasleader", "true" } };

    /// <summary>Whole revisions, in order, from one on. Ends with the stream.</summary>
    /// <exception cref="CompactedException">The revision is no longer kept.</exception>
    /// <exception cref="RpcException">The member failed, or ended the watch.</exception>
    public static async IAsyncEnumerable<ImmutableArray<KeyEvent>> ReadAsync(
        EtcdConnection connection, EtcdEndpoint endpoint, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = endpoint.Watch.Watch(new CallOptions(RequireLeader, cancellationToken: cancellationToken));
        var create = new Wire.WatchCreateRequest { Key = Zero, RangeEnd = Zero, StartRevision = from.Value, PrevKv = true };
        await call.RequestStream.WriteAsync(new Wire.WatchRequest { CreateRequest = create }, cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var response = call.ResponseStream.Current;
            if (response.Canceled)
            {
                throw response.CompactRevision > 0
                    ? new CompactedException(new Revision(response.CompactRevision))
                    : EtcdErrors.Of(StatusCode.Unavailable, $"the watch was ended: {response.CancelReason}");
            }

            if (response.Events.Count > 0)
            {
                connection.Saw(response.Events[^1].Kv.ModRevision);
                yield return [.. response.Events.Select(KeyValues.Read)];
            }
        }
    }
}
