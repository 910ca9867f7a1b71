using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Encryption.Kms.Protocol;

namespace MiniKube.ApiServer.Encryption.Kms;

/// <summary>Speaks to a key management plug-in by gRPC over its socket. Every call has an end.</summary>
internal sealed class KmsClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly KeyManagementService.KeyManagementServiceClient _calls;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly IUidSource _uids;

    public KmsClient(string socket, TimeSpan timeout, TimeProvider time, IUidSource uids)
    {
        var endPoint = new UnixDomainSocketEndPoint(socket);
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = async (_, cancellationToken) => await ConnectAsync(endPoint, cancellationToken) };
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _calls = new KeyManagementService.KeyManagementServiceClient(_channel);
        _timeout = timeout;
        _time = time;
        _uids = uids;
    }

    /// <exception cref="RpcException">It does not answer in time, or with an error.</exception>
    public Task<StatusResponse> StatusAsync(CancellationToken cancellationToken) =>
        CallAsync(end => _calls.StatusAsync(new StatusRequest(), cancellationToken: end), cancellationToken);

    /// <exception cref="RpcException">It does not answer in time, or with an error.</exception>
    public Task<EncryptResponse> EncryptAsync(byte[] plain, CancellationToken cancellationToken)
    {
        var request = new EncryptRequest { Plaintext = ByteString.CopyFrom(plain), Uid = _uids.NewUid() };
        return CallAsync(end => _calls.EncryptAsync(request, cancellationToken: end), cancellationToken);
    }

    /// <exception cref="RpcException">It does not answer in time, or with an error.</exception>
    public async Task<byte[]> DecryptAsync(EncryptedObject sealedObject, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest { Ciphertext = sealedObject.EncryptedDekSource, KeyId = sealedObject.KeyId, Uid = _uids.NewUid() };
        request.Annotations.Add(sealedObject.Annotations);
        var answer = await CallAsync(end => _calls.DecryptAsync(request, cancellationToken: end), cancellationToken);
        return answer.Plaintext.ToByteArray();
    }

    public void Dispose() => _channel.Dispose();

    private async Task<T> CallAsync<T>(Func<CancellationToken, AsyncUnaryCall<T>> begin, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var call = begin(both.Token);
        return await call;
    }

    private static async Task<Stream> ConnectAsync(UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
