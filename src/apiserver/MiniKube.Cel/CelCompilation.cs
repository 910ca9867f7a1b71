using System.Collections.Immutable;

namespace MiniKube.Cel;

/// <summary>A program, or why there is none.</summary>
/// <param name="Source">The text.</param>
/// <param name="Program">Null when there are issues.</param>
/// <param name="Issues">Empty when there is a program.</param>
public sealed record CelCompilation(string Source, CelProgram? Program, ImmutableArray<CelIssue> Issues)
{
    /// <summary>All issues, as other implementations print them; empty when there is a program.</summary>
    public string Error => string.Join('\n', Issues.Select(issue => issue.Format(Source)));
}
