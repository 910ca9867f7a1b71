using System.Collections.Immutable;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>What came of asking a webhook.</summary>
internal abstract record WebhookOutcome
{
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>For the audit record, by the webhook's own keys.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <param name="Patch">A JSON patch; empty for none.</param>
    public sealed record Allowed(ReadOnlyMemory<byte> Patch) : WebhookOutcome;

    public sealed record Denied(ApiStatus Status) : WebhookOutcome;

    /// <summary>It could not be asked, or its answer is none: its failure policy decides.</summary>
    /// <param name="Reason">In upstream's words.</param>
    /// <param name="Code">Of the answer; 503 when there is none.</param>
    public sealed record Failed(string Reason, int Code) : WebhookOutcome;
}
