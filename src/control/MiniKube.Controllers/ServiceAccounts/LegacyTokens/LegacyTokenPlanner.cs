using System.Globalization;
using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.ServiceAccounts.LegacyTokens;

/// <summary>
/// Decides when an automatically made token that nobody uses is taken out of use, and when it is deleted (KEP-2799). Use is known by the day only:
/// all is compared by days, as upstream does.
/// </summary>
internal static class LegacyTokenPlanner
{
    public const string LastUsedLabel = "kubernetes.io/legacy-token-last-used";
    public const string InvalidSinceLabel = "kubernetes.io/legacy-token-invalid-since";

    private const string Day = "yyyy-MM-dd";

    /// <param name="secret">Of the type of tokens.</param>
    /// <param name="account">Whose it is; null when that is not there.</param>
    /// <param name="isMounted">A pod uses it.</param>
    /// <param name="trackedSince">Uses are written down from the day after this on; null when it is not known.</param>
    /// <param name="now">The time.</param>
    /// <param name="period">Without use until it is taken out of use, and again until it is deleted.</param>
    public static LegacyTokenPlan Plan(V1Secret secret, V1ServiceAccount? account, bool isMounted, DateOnly? trackedSince, DateTimeOffset now, TimeSpan period)
    {
        if (secret.IsBeingDeleted || account?.Secrets is not { } named || named.All(reference => reference.Name != secret.Metadata.Name))
        {
            // Somebody has made it on purpose.
            return new LegacyTokenPlan.Leave();
        }

        var labels = secret.Metadata.Labels;
        if (DateOf(labels, LastUsedLabel) is not { IsReadable: true } lastUsed)
        {
            return new LegacyTokenPlan.Leave();
        }

        var limit = DateOnly.FromDateTime((now - period).UtcDateTime);
        var tracked = trackedSince is { } since ? now - new DateTimeOffset(since.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : TimeSpan.Zero;
        if (isMounted || tracked < period || now - Times.From(secret.Metadata.CreationTimestamp) <= period || lastUsed.Date >= limit)
        {
            return Later(now);
        }

        return DateOf(labels, InvalidSinceLabel) switch
        {
            { Date: { } invalid } when invalid >= limit => Later(now),
            { Date: not null } => new LegacyTokenPlan.Delete(),
            _ => new LegacyTokenPlan.Invalidate(DateOnly.FromDateTime(now.UtcDateTime).ToString(Day, CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>The value of <c>since</c> in the ConfigMap where the API server says from when on it writes uses down; null when it says nothing.</summary>
    public static DateOnly? TrackedSince(V1ConfigMap? tracking) =>
        tracking?.Data is { } data && data.TryGetValue("since", out var text) && TryRead(text, out var date) ? date : null;

    /// <summary>Uses are known by the day, so nothing becomes true before the next one.</summary>
    private static LegacyTokenPlan.Keep Later(DateTimeOffset now) => new(TimeSpan.FromDays(1) - now.UtcDateTime.TimeOfDay);

    private static (bool IsReadable, DateOnly? Date) DateOf(IDictionary<string, string>? labels, string label) =>
        labels is null || !labels.TryGetValue(label, out var text) ? (true, null)
        : TryRead(text, out var date) ? (true, date)
        : (false, null);

    private static bool TryRead(string text, out DateOnly date) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
