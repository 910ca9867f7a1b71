using System.Collections.Immutable;

namespace MiniKube.ApiServer.Audit;

/// <summary>
/// What the parts on a request's way want the audit log to say. Safe for use by several threads; the first value of a key stays, as upstream has it,
/// so that an attempt that is made again says nothing new.
/// </summary>
internal sealed class AuditAnnotations
{
    /// <summary>Bounds what a webhook may put into each record.</summary>
    private const int KeysMax = 256;

    private ImmutableSortedDictionary<string, string> _all = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private AuditAnnotations(bool isKept) => IsKept = isKept;

    /// <summary>For requests that nobody records: takes everything and keeps nothing.</summary>
    public static AuditAnnotations None { get; } = new(isKept: false);

    /// <summary>False when a value need not be made at all.</summary>
    public bool IsKept { get; }

    public ImmutableSortedDictionary<string, string> All => Volatile.Read(ref _all);

    public static AuditAnnotations Kept() => new(isKept: true);

    /// <param name="key">Qualified by whoever writes: <c>mutation.webhook.admission.k8s.io/round_0_index_1</c>.</param>
    /// <param name="value">Any text.</param>
    public void Add(string key, string value)
    {
        if (IsKept)
        {
            ImmutableInterlocked.Update(
                ref _all,
                static (all, added) => all.Count >= KeysMax || all.ContainsKey(added.key) ? all : all.Add(added.key, added.value),
                (key, value));
        }
    }
}
