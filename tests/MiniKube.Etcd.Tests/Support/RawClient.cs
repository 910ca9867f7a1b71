using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>The protocol itself, message by message.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly GrpcChannel _channel;

    public RawClient(Uri address)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Kv = new Wire.KV.KVClient(_channel);
        Watch = new Wire.Watch.WatchClient(_channel);
        Lease = new Wire.Lease.LeaseClient(_channel);
    }

    public Wire.KV.KVClient Kv { get; }

    public Wire.Watch.WatchClient Watch { get; }

    public Wire.Lease.LeaseClient Lease { get; }

    public static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    public void Dispose() => _channel.Dispose();

    public async Task<long> PutAsync(string key, string value, CancellationToken cancellationToken) =>
        (await Kv.PutAsync(new Wire.PutRequest { Key = Bytes(key), Value = Bytes(value) }, cancellationToken: cancellationToken)).Header.Revision;

    /// <summary>The refusal of a call that must have been refused.</summary>
    public static async Task<Status> RefusedAsync<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await FluentActions.Awaiting(() => call.ResponseAsync).Should().ThrowAsync<RpcException>();
        return refusal.Which.Status;
    }
}
