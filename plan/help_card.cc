#include "plan/help_card.h"

namespace toward::plan {

absl::Span<const HelpSection> HelpCard() {
  static const std::vector<HelpSection>& card = *new std::vector<HelpSection>{
      {.heading = "Right away",
       .text = "If you think of hurting yourself or the baby, do not wait and do not stay alone with it.",
       .points = {},
       .lines = {{"Emergency, United States", "911", "For immediate danger."},
                 {"Emergency, elsewhere", "your local emergency number", "For immediate danger."},
                 {"Crisis line, United States", "988", "Call or send a text."}}},
      {.heading = "Soon",
       .text = "Talk to a doctor, a midwife or a therapist when feeling low or numb",
       .points = {"goes on for longer than two to three weeks,", "gets worse,",
                  "makes it hard to care for the baby or to get through everyday things,",
                  "or comes with strong sadness, anger, guilt or hopelessness."},
       .lines = {}},
      {.heading = "Somebody to talk to",
       .text = "",
       .points = {},
       .lines = {{"National Maternal Mental Health Hotline, United States", "1-833-852-6262",
                  "1-833-TLC-MAMA, by call or text, day and night, free. For support; it is not an emergency line."},
                 {"Domestic violence, United States", "1-800-799-7233", "For anyone who is not safe at home."}}},
      {.heading = "Good to know",
       .text = "Treatment works, and asking for it is a strength. A bond that takes its time is no failing.",
       .points = {},
       .lines = {}},
  };
  return card;
}

}  // namespace toward::plan
