using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Encryption.Ciphers;
using MiniKube.ApiServer.Encryption.Kms.Protocol;

namespace MiniKube.ApiServer.Encryption.Kms;

/// <summary>
/// Envelope encryption (KEP-3299): values by a seed, the seed by a key that a plug-in keeps. The plug-in is asked once a minute whether its
/// key is still the one, and for every seed that is not known yet. Owns the loop that asks.
/// </summary>
internal sealed partial class KmsCipher : IValueCipher, IAsyncDisposable
{
    private const int SeedsMax = 1000;

    private static readonly TimeSpan WellPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IllPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StateLife = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, Func<byte[], byte[], byte[]>> _openers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _prefix;
    private readonly string _name;
    private readonly KmsClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile KmsState? _state;
    private volatile string _fault = "the plug-in has not answered yet";
    private Task _loop = Task.CompletedTask;

    public KmsCipher(string name, KmsClient client, TimeProvider time, ILogger logger)
    {
        _prefix = Encoding.UTF8.GetBytes($"k8s:enc:kms:v2:{name}:");
        _name = name;
        _client = client;
        _time = time;
        _logger = logger;
    }

    public ReadOnlyMemory<byte> Prefix => _prefix;

    /// <summary>What is wrong with the plug-in; empty when nothing is.</summary>
    public string Fault => _fault;

    /// <summary>Asks the plug-in a first time, then again and again. It need not be well.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => _loop = RunAsync(await LookAsync(cancellationToken), _stop.Token);

    /// <summary>Asks the plug-in from now on.</summary>
    public void Start() => _loop = RunAsync(null, _stop.Token);

    public ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key)
    {
        if (_state is not { } state || state.Until <= _time.GetUtcNow())
        {
            throw EncryptionFault.Of($"the key management plug-in \"{_name}\" is not well: {(_fault.Length > 0 ? _fault : "it has not answered for too long")}");
        }

        var envelope = new EncryptedObject(state.Envelope) { EncryptedData = UnsafeByteOperations.UnsafeWrap(state.Seed.Encrypt(plain.Span, key.Span)) };
        var value = new byte[_prefix.Length + envelope.CalculateSize()];
        _prefix.CopyTo(value, 0);
        envelope.WriteTo(value.AsSpan(_prefix.Length));
        return value;
    }

    public async ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var envelope = KmsEnvelope.Read(stored.Span[_prefix.Length..]);
        var identity = KmsEnvelope.IdentityOf(envelope);
        if (!_openers.TryGetValue(identity, out var open))
        {
            open = await OpenerOfAsync(envelope, cancellationToken);
            Remember(identity, open);
        }

        var plain = open(envelope.EncryptedData.ToByteArray(), key.ToArray());
        return new DecryptedValue(plain, IsStale: _state is { } state && state.Envelope.KeyId != envelope.KeyId);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _client.Dispose();
    }

    private async Task<Func<byte[], byte[], byte[]>> OpenerOfAsync(EncryptedObject envelope, CancellationToken cancellationToken)
    {
        try
        {
            var source = await _client.DecryptAsync(envelope, cancellationToken);
            return envelope.EncryptedDekSourceType == EncryptedDekSourceType.HkdfSha256XnonceAesGcmSeed
                ? (data, key) => new SeedCipher(source).Decrypt(data, key)
                : (data, key) => AesGcmCipher.Open(source, data, key);
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw EncryptionFault.Of($"the key management plug-in \"{_name}\" does not decrypt: {error.Status.StatusCode}", error);
        }
    }

    private void Remember(string identity, Func<byte[], byte[], byte[]> open)
    {
        // Emptied when full: rarer than keeping an order.
        if (_openers.Count >= SeedsMax)
        {
            _openers.Clear();
        }

        _openers[identity] = open;
    }

    /// <param name="fault">What a look has found already; null: look now.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    private async Task RunAsync(string? fault, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                fault ??= await LookAsync(cancellationToken);

                // Set before what was found is seen: whoever moves the clock then, moves it past this.
                var next = Task.Delay(fault.Length == 0 ? WellPeriod : IllPeriod, _time, cancellationToken);
                SetFault(fault);
                await next;
                fault = null;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    /// <returns>What is wrong with the plug-in; empty when nothing is.</returns>
    private async Task<string> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await _client.StatusAsync(cancellationToken);
            var fault = status.Version is not ("v2" or "v2beta1") ? $"it speaks version {status.Version}"
                : status.Healthz != "ok" ? status.Healthz
                : KmsEnvelope.KeyMistake(status.KeyId);
            if (fault.Length == 0)
            {
                await RefreshAsync(status.KeyId, cancellationToken);
            }

            return fault;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            return error.Status.StatusCode.ToString();
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
    }

    /// <summary>The same seed for longer, or a new one when the plug-in has another key.</summary>
    private async Task RefreshAsync(string keyId, CancellationToken cancellationToken)
    {
        var until = _time.GetUtcNow() + StateLife;
        if (_state is { } state && state.Envelope.KeyId == keyId)
        {
            _state = state with { Until = until };
            return;
        }

        var seed = RandomNumberGenerator.GetBytes(SeedCipher.SeedBytes);
        var answer = await _client.EncryptAsync(seed, cancellationToken);
        var envelope = KmsEnvelope.Of(answer);
        var cipher = new SeedCipher(seed);
        Remember(KmsEnvelope.IdentityOf(envelope), (data, key) => cipher.Decrypt(data, key));
        _state = new KmsState(envelope, cipher, until);
        LogKey(_name, answer.KeyId);
    }

    private void SetFault(string fault)
    {
        if (fault != _fault && fault.Length > 0)
        {
            LogFault(_name, fault);
        }

        _fault = fault;
    }

    [LoggerMessage(2240, LogLevel.Warning, "The key management plug-in {Name} is not well: {Fault}")]
    private partial void LogFault(string name, string fault);

    [LoggerMessage(2241, LogLevel.Information, "The key management plug-in {Name} encrypts by its key {KeyId}")]
    private partial void LogKey(string name, string keyId);
}
