using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Encryption.Kms.Protocol;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A key management plug-in on a unix socket, with keys in memory that rotate.</summary>
internal sealed class KmsPlugin : KeyManagementService.KeyManagementServiceBase, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();
    private WebApplication? _application;
    private int _decryptions;

    /// <summary>By which key it encrypts.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>What it says of itself.</summary>
    public string Health { get; set; } = "ok";

    public int Decryptions => Volatile.Read(ref _decryptions);

    public static async Task<KmsPlugin> StartAsync(string socket, CancellationToken cancellationToken)
    {
        var plugin = new KmsPlugin();
        plugin.Rotate("1");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(plugin);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        plugin._application = builder.Build();
        plugin._application.MapGrpcService<KmsPlugin>();
        await plugin._application.StartAsync(cancellationToken);
        return plugin;
    }

    public void Rotate(string keyId)
    {
        _keys[keyId] = RandomNumberGenerator.GetBytes(32);
        KeyId = keyId;
    }

    public override Task<StatusResponse> Status(StatusRequest request, ServerCallContext context) =>
        Task.FromResult(new StatusResponse { Version = "v2", Healthz = Health, KeyId = KeyId });

    public override Task<EncryptResponse> Encrypt(EncryptRequest request, ServerCallContext context)
    {
        using var aes = Aes.Create();
        aes.Key = _keys[KeyId];
        var answer = new EncryptResponse { Ciphertext = ByteString.CopyFrom(aes.EncryptCbc(request.Plaintext.Span, new byte[16])), KeyId = KeyId };
        answer.Annotations["note.example.com"] = ByteString.CopyFromUtf8(KeyId);
        return Task.FromResult(answer);
    }

    public override Task<DecryptResponse> Decrypt(DecryptRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _decryptions);
        if (!_keys.TryGetValue(request.KeyId, out var key) || request.Annotations["note.example.com"].ToStringUtf8() != request.KeyId)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "no such key"));
        }

        using var aes = Aes.Create();
        aes.Key = key;
        return Task.FromResult(new DecryptResponse { Plaintext = ByteString.CopyFrom(aes.DecryptCbc(request.Ciphertext.Span, new byte[16])) });
    }

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
}
