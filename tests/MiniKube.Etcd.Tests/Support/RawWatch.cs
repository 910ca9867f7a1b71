using Grpc.Core;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>A stream of watches, message by message.</summary>
internal sealed class RawWatch(RawClient client, CancellationToken cancellationToken) : IDisposable
{
    private readonly AsyncDuplexStreamingCall<Wire.WatchRequest, Wire.WatchResponse> _call =
        client.Watch.Watch(cancellationToken: cancellationToken);

    public void Dispose() => _call.Dispose();

    /// <summary>Creates a watch; returns what the server says to that.</summary>
    public async Task<Wire.WatchResponse> CreateAsync(Wire.WatchCreateRequest request)
    {
        await _call.RequestStream.WriteAsync(new Wire.WatchRequest { CreateRequest = request }, cancellationToken);
        return await NextAsync();
    }

    public Task<Wire.WatchResponse> CreateAsync(string prefix, long from = 0) =>
        CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes(prefix), RangeEnd = RawClient.Bytes(prefix + "\uffff"), StartRevision = from });

    public Task CancelAsync(long id) =>
        _call.RequestStream.WriteAsync(new Wire.WatchRequest { CancelRequest = new Wire.WatchCancelRequest { WatchId = id } }, cancellationToken);

    public Task AskProgressAsync() =>
        _call.RequestStream.WriteAsync(new Wire.WatchRequest { ProgressRequest = new Wire.WatchProgressRequest() }, cancellationToken);

    public async Task<Wire.WatchResponse> NextAsync()
    {
        (await _call.ResponseStream.MoveNext(cancellationToken)).Should().BeTrue();
        return _call.ResponseStream.Current;
    }
}
