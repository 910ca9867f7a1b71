using System.Text.RegularExpressions;
using MiniKube.Api.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>A regular expression that a text must match somewhere, in time linear to the text. Made when it is first needed.</summary>
internal sealed class ValuePattern(string pattern)
{
    private readonly Lazy<Regex?> _regex = new(() => GoPattern.TryTranslate(pattern, out var regex, out _) ? regex : null);

    /// <summary>As the schema has it.</summary>
    public string Text => pattern;

    /// <summary>A pattern that cannot be read matches nothing; definitions that have one are refused.</summary>
    public bool IsMatch(string text) => _regex.Value?.IsMatch(text) == true;
}
