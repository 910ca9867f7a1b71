namespace MiniKube.Schema.Validation.Ordering;

/// <summary>Takes a place apart: <c>spec.ports[0].name</c> is <c>spec</c>, <c>ports</c>, <c>[0]</c>, <c>name</c>; a key in brackets may have dots.</summary>
internal static class FieldSteps
{
    public static List<string> Of(string field)
    {
        var steps = new List<string>();
        for (var at = 0; at < field.Length;)
        {
            var end = field[at] == '['
                ? field.IndexOf(']', at) is var close and >= 0 ? close + 1 : field.Length
                : field.AsSpan(at).IndexOfAny('.', '[') is var next and >= 0 ? at + next : field.Length;
            if (end > at)
            {
                steps.Add(field[at..end]);
            }

            at = end < field.Length && field[end] == '.' ? end + 1 : Math.Max(end, at + 1);
        }

        return steps;
    }
}
