using k8s.Models;

namespace MiniKube.Api.Models;

/// <summary>What a toleration says of a taint.</summary>
public static class TolerationRules
{
    extension(V1Toleration toleration)
    {
        /// <summary>The toleration covers the taint, if only for a while.</summary>
        public bool Tolerates(V1Taint taint)
        {
            if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect)
            {
                return false;
            }

            if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key)
            {
                return false;
            }

            return toleration.OperatorProperty switch
            {
                "Exists" => true,
                _ => !string.IsNullOrEmpty(toleration.Key) && (toleration.Value ?? "") == (taint.Value ?? ""),
            };
        }
    }
}
