namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>The equality selectors of CRI filters.</summary>
internal static class Labels
{
    public static bool Match(IDictionary<string, string> labels, IDictionary<string, string> selector)
    {
        foreach (var (key, value) in selector)
        {
            if (!labels.TryGetValue(key, out var found) || found != value)
            {
                return false;
            }
        }

        return true;
    }
}
