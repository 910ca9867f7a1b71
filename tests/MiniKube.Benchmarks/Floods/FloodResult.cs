using System.Globalization;

namespace MiniKube.Benchmarks.Floods;

/// <summary>What a flood came to.</summary>
/// <param name="Answered">Requests that were let run.</param>
/// <param name="Refused">Requests that were not.</param>
/// <param name="Seconds">How long it went on.</param>
/// <param name="CpuSeconds">What it cost the machine to send it.</param>
internal sealed record FloodResult(int Answered, int Refused, double Seconds, double CpuSeconds)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Answered} {Refused} {Seconds:R} {CpuSeconds:R}");

    public static FloodResult Parse(string line)
    {
        var parts = line.Split(' ');
        return new FloodResult(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            double.Parse(parts[2], CultureInfo.InvariantCulture),
            double.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
