using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Reads expressions over claims and users.</summary>
internal static class Expressions
{
    /// <summary>Empty where there is none. None can be evaluated yet, so one that is there is refused: a rule that is not looked at protects nothing.</summary>
    public static string Read(ConfigurationNode node, string field)
    {
        var expression = node.Text(field);
        if (expression.Length > 0)
        {
            node.Mistake(field, "Invalid value: CEL expressions are not supported");
        }

        return expression;
    }
}
