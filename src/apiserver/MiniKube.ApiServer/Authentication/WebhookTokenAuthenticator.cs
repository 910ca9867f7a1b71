using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Asks a webhook by <c>TokenReview</c> whose a token is. Answers are kept for a while, failures are not.</summary>
internal sealed partial class WebhookTokenAuthenticator : ITokenAuthenticator
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly WebhookTokenOptions _options;
    private readonly ImmutableArray<string> _audiences;
    private readonly ReviewClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TokenCache _cache;

    /// <exception cref="InvalidDataException">The kubeconfig file or the version is wrong.</exception>
    public WebhookTokenAuthenticator(WebhookTokenOptions options, ImmutableArray<string> audiences, TimeProvider time, ILogger logger)
    {
        if (options.Version is not ("v1" or "v1beta1"))
        {
            throw new InvalidDataException($"--authentication-token-webhook-version is '{options.Version}': it must be v1 or v1beta1");
        }

        _options = options;
        _audiences = audiences;
        _client = new ReviewClient(KubeconfigServer.Load(options.KubeconfigFile), time);
        _time = time;
        _logger = logger;
        _cache = new TokenCache(time);
    }

    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken)
    {
        var key = $"{token}\n{string.Join('\n', wanted)}";
        if (_cache.TryFind(key, out var known))
        {
            return known;
        }

        try
        {
            var review = await _client.AskAsync(Question(token, wanted), Timeout, cancellationToken);
            var found = Read(review.Child("status"), wanted);
            _cache.Keep(key, found, _time.GetUtcNow() + _options.CacheFor);
            return found;
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            LogFailed(error);
            return null;
        }
    }

    private JsonObject Question(string token, ImmutableArray<string> wanted) => new()
    {
        ["apiVersion"] = $"authentication.k8s.io/{_options.Version}",
        ["kind"] = "TokenReview",
        ["metadata"] = new JsonObject { ["creationTimestamp"] = null },
        ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = ObjectTree.ListOf(wanted) },
    };

    /// <summary>A webhook that does not speak of audiences vouches for the server's own.</summary>
    private AuthenticatedToken? Read(JsonObject? status, ImmutableArray<string> wanted)
    {
        if (status.Flag("authenticated") != true || status.Child("user") is not { } user || user.Text("username").Length == 0)
        {
            return null;
        }

        ImmutableArray<string> vouched = status.List("audiences") is { Count: > 0 } ? [.. status.Texts("audiences")] : _audiences;
        ImmutableArray<string> shared = [.. wanted.Where(vouched.Contains)];
        return shared.IsEmpty ? null : new AuthenticatedToken(UserJson.Read(user), shared);
    }

    [LoggerMessage(2220, LogLevel.Warning, "The webhook for tokens did not answer")]
    private partial void LogFailed(Exception error);
}
