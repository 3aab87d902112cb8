using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Commerce.ServiceDefaults;

/// <summary>
/// Says at start-up which settings of a section are wrong, every one of them, and what each must be. Bounds stand at the
/// options' properties as <see cref="RangeAttribute"/> and <see cref="TimeRangeAttribute"/>; what cannot be said like that is
/// checked by a class derived from this.
/// </summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="section">The configuration section that they are bound from.</param>
public class SettingsValidator<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    private static readonly PropertyInfo[] s_properties = typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>Validates the options.</summary>
    /// <param name="name">Not used: there is one set of options of each kind.</param>
    /// <param name="options">The options.</param>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var wrong = s_properties.Select(property => WrongWith(property, property.GetValue(options))).OfType<string>()
            .Concat(Others(options).Where(other => !other.IsMet).Select(other => other.Otherwise)).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    /// <summary>What else must be met.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Each with the line that tells an operator what to mend; it starts with the key, and holds no secret.</returns>
    protected virtual IEnumerable<(bool IsMet, string Otherwise)> Others(TOptions options) => [];

    private string? WrongWith(PropertyInfo property, object? value)
    {
        if (value is Enum choice && !Enum.IsDefined(choice.GetType(), choice))
            return $"{section}:{property.Name} must be {string.Join(" or ", Enum.GetNames(choice.GetType()))}.";
        var bounds = property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(bounds => !bounds.IsValid(value));
        return bounds is null ? null : $"{section}:{property.Name} must be {InWords(bounds)}.";
    }

    private static string InWords(ValidationAttribute bounds) => bounds switch
    {
        RangeAttribute { Maximum: int.MaxValue } range => Text($"at least {range.Minimum}"),
        RangeAttribute range => Text($"from {range.Minimum} to {range.Maximum}"),
        TimeRangeAttribute { MaxSeconds: < int.MaxValue } range => Text($"from {Time(range.MinSeconds)} to {Time(range.MaxSeconds)}"),
        TimeRangeAttribute { MinSeconds: 0, MinimumIsExclusive: true } => "more than zero",
        TimeRangeAttribute { MinSeconds: 0 } => "zero or more",
        TimeRangeAttribute range => Text($"at least {Time(range.MinSeconds)}"),
        _ => throw new NotSupportedException($"Nothing tells what {bounds.GetType().Name} asks for."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Time(int seconds) => TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
}

/// <summary>Settings in a process.</summary>
public static class SettingsHosting
{
    /// <summary>Binds options to their section, and validates them before anything starts. Adding them twice is once.</summary>
    /// <typeparam name="TOptions">The options, with their bounds at their properties.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    public static void AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new SettingsValidator<TOptions>(section)));
    }

    /// <summary>As the other, for options with more to check.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">Checks them.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    public static void AddSettings<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : SettingsValidator<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
    }

    /// <summary>
    /// Lets a list be one value, or some with <c>;</c> between them, as an environment variable is: binding would leave it out without a
    /// word.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="key">The whole key of the list.</param>
    /// <param name="set">Sets it.</param>
    public static void AddListSetting<TOptions>(this IServiceCollection services, string key, Action<TOptions, string[]> set)
        where TOptions : class =>
        services.AddOptions<TOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            if (configuration[key] is { Length: > 0 } values)
                set(options, values.Split(';', StringSplitOptions.TrimEntries));
        });
}
