using MiniKube.Histories;
using MiniKube.Mvcc;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A state in one number, so that members can be compared.</summary>
internal static class StateDigest
{
    public static ulong Of(MvccState state)
    {
        var hash = (ulong)state.Current.Value;
        for (var key = 0; key < KeyValueState.Keys; key++)
        {
            var found = state.Find(StoreWords.KeyOf(key).Bytes.Span);
            hash = (hash * 1099511628211) ^ (ulong)StoreWords.ValueOf(found);
            hash = (hash * 1099511628211) ^ (ulong)(found?.ModRevision.Value ?? 0);
            hash = (hash * 1099511628211) ^ (ulong)(found?.Version ?? 0);
        }

        return hash;
    }
}
