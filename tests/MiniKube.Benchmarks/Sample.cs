namespace MiniKube.Benchmarks;

/// <summary>Measured values; told as median with the lowest and highest.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => At(0.5);

    public void Add(double value)
    {
        lock (_values)
        {
            _values.Add(value);
        }
    }

    /// <summary>The value below which the given share (0 to 1) of all values lies.</summary>
    public double At(double share)
    {
        var sorted = _values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary><c>12.3 (11.0 to 15.2)</c>.</summary>
    public override string ToString() => $"{Median:0.##} ({At(0):0.##} to {At(1):0.##})";

    /// <summary><c>p50 0.4, p99 2.1</c>.</summary>
    public string Percentiles() => $"p50 {At(0.5):0.###}, p99 {At(0.99):0.###}";
}
