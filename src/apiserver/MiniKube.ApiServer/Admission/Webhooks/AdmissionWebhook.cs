using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>One webhook of a configuration, read once. Immutable.</summary>
internal sealed record AdmissionWebhook
{
    /// <summary>Of the webhook, such as <c>pods.example.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the object that it stands in.</summary>
    public required string Configuration { get; init; }

    /// <summary>Which webhook this is among all of its phase.</summary>
    public required string Id { get; init; }

    public required MatchCriteria Criteria { get; init; }

    /// <summary>Hold for a write that matches before it is asked about.</summary>
    public MatchConditions Conditions { get; init; } = MatchConditions.None;

    /// <summary>Null when it cannot be called, for the reason in <see cref="Fault"/>.</summary>
    public WebhookClient? Client { get; init; }

    public string Fault { get; init; } = "";

    public TimeSpan Timeout { get; init; }

    /// <summary>A webhook that cannot be asked has no say (<c>failurePolicy: Ignore</c>).</summary>
    public bool IgnoresFailure { get; init; }

    /// <summary>It may be asked about what is only tried out.</summary>
    public bool TakesDryRun { get; init; }

    /// <summary>It wants to see what later webhooks changed.</summary>
    public bool IsReinvoked { get; init; }

    /// <summary>The version of AdmissionReview that it reads first: v1 or v1beta1.</summary>
    public string ReviewVersion { get; init; } = "v1";

    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static AdmissionWebhook Read(string configuration, int index, JsonObject webhook, ServiceResolver services, TimeProvider time)
    {
        var name = webhook.Text("name");
        var (client, fault) = ClientOf(webhook, services, time);
        return new AdmissionWebhook
        {
            Name = name,
            Configuration = configuration,
            Id = $"{configuration}/{name}/{index}",
            Criteria = MatchCriteria.OfWebhook(webhook),
            Conditions = webhook.List("matchConditions") is { Count: > 0 }
                ? MatchConditions.Compile(webhook.Objects("matchConditions"), AdmissionEnvironment.Plain)
                : MatchConditions.None,
            Client = client,
            Fault = fault,
            Timeout = TimeSpan.FromSeconds(webhook.Integer("timeoutSeconds") ?? 10),
            IgnoresFailure = webhook.Text("failurePolicy") == "Ignore",
            TakesDryRun = webhook.Text("sideEffects") is "None" or "NoneOnDryRun",
            IsReinvoked = webhook.Text("reinvocationPolicy") == "IfNeeded",
            ReviewVersion = webhook.Texts("admissionReviewVersions").FirstOrDefault(version => version is "v1" or "v1beta1") ?? "v1",
        };
    }

    private static (WebhookClient? Client, string Fault) ClientOf(JsonObject webhook, ServiceResolver services, TimeProvider time)
    {
        try
        {
            return (new WebhookClient(WebhookAddress.Of(webhook.Child("clientConfig") ?? []), services, time), "");
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            return (null, broken.Message);
        }
    }
}
