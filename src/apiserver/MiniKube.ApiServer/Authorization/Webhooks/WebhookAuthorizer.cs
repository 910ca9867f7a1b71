using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization.Configured;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Authorization.Webhooks;

/// <summary>Asks a webhook by <c>SubjectAccessReview</c>. Answers are kept for a while, failures are not.</summary>
internal sealed partial class WebhookAuthorizer : IAuthorizer
{
    private readonly string _name;
    private readonly WebhookAuthorizerConfiguration _configuration;
    private readonly ReviewClient _client;
    private readonly DecisionCache _cache;
    private readonly ILogger _logger;

    /// <exception cref="InvalidDataException">The kubeconfig file is wrong.</exception>
    public WebhookAuthorizer(string name, WebhookAuthorizerConfiguration configuration, TimeProvider time, ILogger logger)
    {
        _name = name;
        _configuration = configuration;
        _client = new ReviewClient(KubeconfigServer.Load(configuration.KubeconfigFile), time);
        _cache = new DecisionCache(time);
        _logger = logger;
    }

    public async ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken)
    {
        if (!_configuration.MatchConditions.IsEmpty && _configuration.MatchConditions.Hold(AccessReviewJson.Spec(attributes, "v1")) is var holds and not true)
        {
            return holds is null && _configuration.DeniesOnFailure ? Decision.Deny($"the conditions of the authorizer \"{_name}\" cannot be told") : default;
        }

        var spec = AccessReviewJson.Spec(attributes, _configuration.Version);
        var question = spec.ToJsonString();
        if (_cache.TryFind(question, out var known))
        {
            return known;
        }

        try
        {
            var review = await _client.AskAsync(Review(spec), _configuration.Timeout, cancellationToken);
            var decision = Read(review.Child("status"));
            _cache.Keep(question, decision, decision.IsAllowed ? _configuration.AuthorizedFor : _configuration.UnauthorizedFor);
            return decision;
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            LogFailed(error, _name);
            var reason = $"the authorizer \"{_name}\" did not answer";
            return _configuration.DeniesOnFailure ? Decision.Deny(reason) : Decision.NoOpinion(reason);
        }
    }

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) => ValueTask.FromResult(
        UserRules.None with { Incomplete = "webhook authorizer does not support user rule resolution" });

    private JsonObject Review(JsonObject spec) => new()
    {
        ["apiVersion"] = $"authorization.k8s.io/{_configuration.Version}",
        ["kind"] = "SubjectAccessReview",
        ["metadata"] = new JsonObject { ["creationTimestamp"] = null },
        ["spec"] = spec,
    };

    private static Decision Read(JsonObject? status) => (status.Flag("allowed") ?? false, status.Flag("denied") ?? false) switch
    {
        (true, true) => throw new HttpRequestException("the webhook both allowed and denied"),
        (true, false) => Decision.Allow(status.Text("reason")),
        (false, true) => Decision.Deny(status.Text("reason")),
        _ => Decision.NoOpinion(status.Text("reason")),
    };

    [LoggerMessage(2230, LogLevel.Warning, "The authorization webhook {Name} did not answer")]
    private partial void LogFailed(Exception error, string name);
}
