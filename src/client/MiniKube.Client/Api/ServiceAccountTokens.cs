using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>Tokens of a service account, asked for anew before the last one ends. Makes the account when it is not there.</summary>
internal sealed class ServiceAccountTokens(IApiClient issuer, NamespacedName account, TimeProvider time) : IDisposable
{
    private const long LifetimeSeconds = 60 * 60;

    /// <summary>A token is replaced when a fifth of its life is left.</summary>
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(LifetimeSeconds / 5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private string _token = "";
    private DateTimeOffset _renewAt = DateTimeOffset.MinValue;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() >= _renewAt)
            {
                var status = (await RequestAsync(cancellationToken)).Status;
                _token = status.Token;
                _renewAt = status.ExpirationTimestamp is { } end ? new DateTimeOffset(end.ToUniversalTime()) - RenewalMargin : DateTimeOffset.MinValue;
            }

            return _token;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The server did not take the token: the account may have been made anew.</summary>
    public async ValueTask RefuseAsync(string token, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        if (token == _token)
        {
            _renewAt = DateTimeOffset.MinValue;
        }

        _one.Release();
    }

    public void Dispose() => _one.Dispose();

    private async Task<Authenticationv1TokenRequest> RequestAsync(CancellationToken cancellationToken)
    {
        var request = new Authenticationv1TokenRequest
        {
            Metadata = new V1ObjectMeta(),
            Spec = new V1TokenRequestSpec { Audiences = [], ExpirationSeconds = LifetimeSeconds },
        };
        try
        {
            return await issuer.RequestTokenAsync(account, request, cancellationToken);
        }
        catch (ApiException refusal) when (refusal.IsNotFound)
        {
            await EnsureAccountAsync(cancellationToken);
            return await issuer.RequestTokenAsync(account, request, cancellationToken);
        }
    }

    private async Task EnsureAccountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var made = new V1ServiceAccount
            {
                ApiVersion = "v1",
                Kind = "ServiceAccount",
                Metadata = new V1ObjectMeta { Name = account.Name, NamespaceProperty = account.Namespace },
            };
            _ = await issuer.CreateAsync(made, cancellationToken);
        }
        catch (ApiException refusal) when (refusal.IsAlreadyExists)
        {
            // Somebody else needed it too.
        }
    }
}
