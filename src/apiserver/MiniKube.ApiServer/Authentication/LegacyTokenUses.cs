using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Writes down, by the day, when a token that is kept in a Secret was used last (KEP-2799), on the Secret itself.</summary>
internal sealed partial class LegacyTokenUses(IObjectPatches patches, TimeProvider time, ILogger logger)
{
    private const string LastUsed = "kubernetes.io/legacy-token-last-used";

    /// <summary>At most one write a day and Secret. What cannot be written does not keep the caller out.</summary>
    /// <param name="name">Of the Secret.</param>
    /// <param name="metadata">The Secret's, as it was when the token was looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask NoteAsync(NamespacedName name, JsonObject metadata, CancellationToken cancellationToken)
    {
        var today = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (metadata["labels"]?[LastUsed]?.GetValue<string>() == today)
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = metadata["uid"]?.DeepClone(), ["labels"] = new JsonObject { [LastUsed] = today } },
        };
        var complaint = await patches.MergeAsync(new GroupVersionResource("", "v1", "secrets"), name, patch, cancellationToken);
        if (complaint.Length > 0)
        {
            LogNotWritten(name, complaint);
        }
    }

    [LoggerMessage(3121, LogLevel.Warning, "The use of the token in Secret {Name} could not be written down: {Complaint}")]
    private partial void LogNotWritten(NamespacedName name, string complaint);
}
